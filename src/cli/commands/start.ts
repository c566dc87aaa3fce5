import { createGate } from "../../gate/index.ts";
import { fileSystemStore } from "../../stores/index.ts";
import { createWorld, faultKinds, runWorld, type World, type WorldResult, worldClock } from "../../testing/index.ts";
import { type Arguments, type Command, textOf, wholeNumberOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { writeFile } from "../files.ts";
import { formatTable, type Output } from "../output.ts";
import { printEvidence, runFilesIn, writeEvidence } from "../run-files.ts";
import { prepareRunFolder } from "../run-folder.ts";
import { verifyApart } from "../verify-apart.ts";

/** The main job on built-in data: a distributor's month with planted faults, through the gate, to evidence that is verified. */
export const start: Command = {
  name: "start",
  about: "send a built-in world with planted faults through the gate, and verify the evidence",
  positionals: [],
  options: {
    seed: { type: "string", value: "NUMBER", about: "which world; default 7" },
    events: { type: "string", value: "NUMBER", about: "about how many events; default 3200" },
    out: { type: "string", value: "FOLDER", about: "where the files go; default ./countersign-run" },
  },
  examples: ["countersign start", "countersign start --seed 11 --json"],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const began = performance.now();
    const folder = textOf(args, "out") ?? "countersign-run";
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
    const result = await runWorld(world, gate, clock, {
      onProgress: (done, of) => output.progress(`admitting ${done} of ${of} …`),
    });
    output.progress("gathering the evidence …");
    await writeEvidence(files, `world ${world.seed}`, gate);
    await writeExceptions(files.exceptions, result);
    await gate.close();
    await store.close();
    const verdict = await verifyApart(files.evidence, files.trustedKeys);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    const { seed, events, outcomes, faults } = result;
    output.value({ seed, events, outcomes, faults, verdict: { status: verdict.status }, files, seconds });
    printResult(result, output);
    printEvidence(verdict, files, { done: `Done in ${seconds} s`, output });
    return exitCodes.done;
  },
};

async function writeExceptions(file: string, { stopped, reconciliations }: WorldResult): Promise<void> {
  const exceptions = { stopped: stopped.map(({ admission }) => admission), differences: reconciliations };
  await writeFile(file, `${JSON.stringify(exceptions, undefined, 2)}\n`);
}

function introduce({ deliveries, from, until, seed }: World, output: Output): void {
  const days = `${from.toISOString().slice(0, 10)} to ${until.toISOString().slice(0, 10)}`;
  output.line(output.bold(`A distributor's month, ${days}, seed ${seed}: ${deliveries.length} deliveries`));
  output.line(
    "An ERP and two carriers sign what they say; a warehouse signs nothing. Faults are planted, and only the world knows where.",
  );
  output.line();
}

function printResult({ events, outcomes, faults, stopped, reconciliations }: WorldResult, output: Output): void {
  output.line(`${events} events: ${outcomes.accepted} accepted, ${outcomes.held} held, ${outcomes.refused} refused`);
  output.line();
  const rows = faults.map((fault) => {
    const about = faultKinds.find(({ kind }) => kind === fault.kind)?.about ?? "";
    return [`  ${about}`, String(fault.injected), String(fault.caught), String(fault.missed), String(fault.false)];
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
  for (const { sentence } of [...reconciliations.receipts.causes, ...reconciliations.accounts.causes])
    output.line(`  goods receipts, warehouse against ERP: ${sentence}`);
}

/** The first event that was stopped for each kind of fault, in the words of its admission. */
function examplesOf(stopped: WorldResult["stopped"]): readonly string[] {
  return faultKinds.flatMap(({ kind }) => {
    const first = stopped.find(({ fault }) => fault === kind);
    return first ? [`${first.admission.event.subject ?? first.admission.event.id}: ${first.admission.sentence}`] : [];
  });
}
