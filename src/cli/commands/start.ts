import { createGate } from "../../gate/index.ts";
import { fileSystemStore } from "../../stores/index.ts";
import { createWorld, faultKinds, runWorld, type World, type WorldResult, worldClock } from "../../testing/index.ts";
import { type Arguments, type Command, textOf, wholeNumberOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { writeFile } from "../files.ts";
import { keepHouseKeys } from "../house-keys.ts";
import { languageOptions, toLanguage } from "../language-options.ts";
import { formatTable, type Output } from "../output.ts";
import { printEvidence, runFilesIn, writeEvidence } from "../run-files.ts";
import { prepareRunFolder } from "../run-folder.ts";
import { createReasonRecord, createRunRecord } from "../run-record.ts";
import { differencesOf, findingsOf, type RunFindings, type RunOutcome, writeReport } from "../run-report.ts";
import { verifyApart } from "../verify-apart.ts";

/** The main job on built-in data: a distributor's month with planted faults, through the gate, to evidence that is verified. */
export const start: Command = {
  positionals: [],
  options: {
    seed: { type: "string", value: "NUMBER", about: "which world; default 7" },
    events: { type: "string", value: "NUMBER", about: "about how many events; default 3200" },
    out: { type: "string", value: "FOLDER", about: "where the files go; default ./countersign-run" },
    ...languageOptions,
  },
  examples: ["countersign start", "countersign start --seed 11 --json"],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const began = performance.now();
    const [folder, language] = [textOf(args, "out") ?? "countersign-run", toLanguage(args)];
    await prepareRunFolder(folder);
    const world = await createWorld({
      seed: wholeNumberOf(args, "seed", 7),
      events: wholeNumberOf(args, "events", 3_200),
    });
    const clock = worldClock(world);
    const files = runFilesIn(folder);
    const store = fileSystemStore(files.store);
    const gate = createGate(world.gateConfig(store, clock));
    introduce(world, output);
    const record = createRunRecord();
    const result = await runWorld(world, gate, clock, {
      onAnswer: record.note,
      onProgress: (done, of) => output.progress(`admitting ${done} of ${of} …`),
    });
    output.progress("gathering the evidence …");
    await writeEvidence(files, `world ${world.seed}`, gate);
    await writeExceptions(files.exceptions, result);
    await (await gate.exceptions()).openDifferences(result.reconciliation);
    const { house, log } = world.actors;
    await keepHouseKeys(files.keys, {
      house: house.privateKey,
      log: log.privateKey,
      trusted: await gate.trustedKeys(),
    });
    const findings = await findingsOf(record, gate, lostReceipt(result));
    await gate.close();
    await store.close();
    const verdict = await verifyApart(files.evidence, files.trustedKeys);
    await writeReport(files, toOutcome(world, result, findings), verdict, language);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    const { seed, events, outcomes, faults } = result;
    output.value({ seed, events, outcomes, faults, verdict: { status: verdict.status }, files, seconds });
    printResult(result, output);
    printEvidence(verdict, files, { done: `Done in ${seconds} s`, output });
    output.line(
      `  countersign evidence html ${caseOf(result)} --store ${files.store} makes one case's file to double-click`,
    );
    return exitCodes.done;
  },
};

async function writeExceptions(file: string, { stopped, reconciliation }: WorldResult): Promise<void> {
  const exceptions = { stopped: stopped.map(({ admission }) => admission), differences: reconciliation.causes };
  await writeFile(file, `${JSON.stringify(exceptions, undefined, 2)}\n`);
}

function toOutcome(
  world: World,
  { outcomes, faults, stopped, reconciliation }: WorldResult,
  findings: RunFindings,
): RunOutcome {
  const reasons = createReasonRecord();
  for (const { admission } of stopped) reasons.note(admission);
  return {
    title: `A distributor's month, seed ${world.seed}`,
    period: { from: world.from.toISOString(), until: world.until.toISOString() },
    outcomes,
    reasons: reasons.rows(),
    faults: faults.map((fault) => ({ ...fault, about: aboutFault(fault.kind) })),
    differences: [differencesOf(reconciliation, ["wms", "erp"])],
    ...findings,
  };
}

const aboutFault = (kind: string): string => faultKinds.find((one) => one.kind === kind)?.about ?? kind;

/** The receipt of the first difference that no time will mend. */
const lostReceipt = ({ reconciliation }: WorldResult): string | undefined =>
  reconciliation.breaks.map(({ key }) => key["/receipt"]).find((receipt) => typeof receipt === "string");

/** A case worth reading: a change of a bank account that people were asked about, or whatever was stopped first. */
function caseOf({ stopped }: WorldResult): string {
  const one = stopped.find(({ fault }) => fault === "single_person_bank_change") ?? stopped[0];
  return one?.admission.event.subject ?? "SHP-000001";
}

function introduce({ deliveries, from, until, seed }: World, output: Output): void {
  const days = `${from.toISOString().slice(0, 10)} to ${until.toISOString().slice(0, 10)}`;
  output.line(output.bold(`A distributor's month, ${days}, seed ${seed}: ${deliveries.length} deliveries`));
  output.line(
    "An ERP and two carriers sign what they say; a warehouse signs nothing. Faults are planted, and only the world knows where.",
  );
  output.line();
}

function printResult({ events, outcomes, faults, stopped, reconciliation }: WorldResult, output: Output): void {
  output.line(`${events} events: ${outcomes.accepted} accepted, ${outcomes.held} held, ${outcomes.refused} refused`);
  output.line();
  const rows = faults.map((fault) => {
    return [
      `  ${aboutFault(fault.kind)}`,
      String(fault.injected),
      String(fault.caught),
      String(fault.missed),
      String(fault.false),
    ];
  });
  const [head = "", ...lines] = formatTable(
    [["  Fault", "injected", "caught", "missed", "false"], ...rows],
    ["left", "right", "right", "right", "right"],
  );
  output.line(output.bold(head));
  for (const line of lines) output.line(line);
  output.line();
  output.line(output.bold("For example"));
  for (const example of examplesOf(stopped)) output.line(`  ${example}`);
  for (const { sentence } of reconciliation.causes) output.line(`  goods receipts, warehouse against ERP: ${sentence}`);
}

/** The first event that was stopped for each kind of fault, in the words of its admission. */
function examplesOf(stopped: WorldResult["stopped"]): readonly string[] {
  return faultKinds.flatMap(({ kind }) => {
    const first = stopped.find(({ fault }) => fault === kind);
    return first ? [`${first.admission.event.subject ?? first.admission.event.id}: ${first.admission.sentence}`] : [];
  });
}
