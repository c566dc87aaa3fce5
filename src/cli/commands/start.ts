import type { Gate } from "../../gate/index.ts";
import { createGate } from "../../gate/index.ts";
import { fileSystemStore } from "../../stores/index.ts";
import {
  createWorld,
  DEFAULT_EVENTS,
  faultKinds,
  runWorld,
  type World,
  type WorldResult,
  worldClock,
} from "../../testing/index.ts";
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
    events: { type: "string", value: "NUMBER", about: `about how many events; default ${DEFAULT_EVENTS}` },
    out: { type: "string", value: "FOLDER", about: "where the files go; default ./countersign-run" },
  },
  examples: ["countersign start", "countersign start --seed 11 --json"],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const began = performance.now();
    const folder = textOf(args, "out") ?? "countersign-run";
    const options = { seed: wholeNumberOf(args, "seed", 7), events: wholeNumberOf(args, "events", DEFAULT_EVENTS) };
    await prepareRunFolder(folder);
    output.stage("making a month, and signing it");
    const world = await createWorld(options);
    introduce(world, output);
    const files = runFilesIn(folder);
    const { result, eventsPerSecond } = await live(world, files.store, output, async (gate) => {
      output.stage("gathering the evidence");
      await writeEvidence(files, `world ${world.seed}`, gate);
    });
    await writeExceptions(files.exceptions, result);
    output.stage("verifying the evidence in another process");
    const verdict = await verifyApart(files.evidence, files.trustedKeys);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    output.value({ ...toValue(result), verdict: { status: verdict.status }, files, seconds, eventsPerSecond });
    printResult(result, eventsPerSecond, output);
    printEvidence(verdict, files, { done: `Done in ${seconds} s`, output });
    return exitCodes.done;
  },
};

interface Lived {
  readonly result: WorldResult;
  readonly eventsPerSecond: number;
}

/** Sends the month through a gate with a store of files, and hands the gate on before it is closed. */
async function live(world: World, folder: string, output: Output, then: (gate: Gate) => Promise<void>): Promise<Lived> {
  const clock = worldClock(world);
  const store = fileSystemStore(folder);
  const gate = createGate(world.gateConfig(store, clock));
  const began = performance.now();
  output.stage("admitting the month, event by event");
  const result = await runWorld(world, gate, clock, {
    onProgress: (done, of) => output.progress(`admitting ${done} of ${of} …`),
  });
  const eventsPerSecond = Math.round((1_000 * result.events) / (performance.now() - began));
  await then(gate);
  await gate.close();
  await store.close();
  return { result, eventsPerSecond };
}

/** The one object of `--json`. */
function toValue({ seed, events, outcomes, faults, clean, reconciliations, trust }: WorldResult): object {
  const { receipts, accounts } = reconciliations;
  return {
    seed,
    events,
    outcomes,
    faults,
    clean,
    differences: [
      ...receipts.causes.map((cause) => ({ between: RECEIPTS, ...cause })),
      ...accounts.causes.map((cause) => ({ between: ACCOUNTS, ...cause })),
    ],
    trust: trust.map(({ source, state, score, sentence }) => ({ source, state, score, sentence })),
  };
}

const RECEIPTS = "goods receipts, warehouse against ERP";
const ACCOUNTS = "bank accounts, gate against ERP";

async function writeExceptions(file: string, { stopped, reconciliations, noticed }: WorldResult): Promise<void> {
  const exceptions = {
    stopped: stopped.map(({ admission }) => admission),
    differences: [...reconciliations.receipts.causes, ...reconciliations.accounts.causes],
    breaks: [...reconciliations.receipts.breaks, ...reconciliations.accounts.breaks],
    noticed: noticed.map(({ code, source, at }) => ({ code, source, at: new Date(at).toISOString() })),
  };
  await writeFile(file, `${JSON.stringify(exceptions, undefined, 2)}\n`);
}

function introduce({ deliveries, from, until, seed }: World, output: Output): void {
  const days = `${from.toISOString().slice(0, 10)} to ${until.toISOString().slice(0, 10)}`;
  output.line(output.bold(`A distributor's month, ${days}, seed ${seed}: ${deliveries.length} deliveries`));
  output.line(
    "An ERP, two carriers and three suppliers sign what they say; a warehouse and cold-room sensors sign nothing.",
  );
  output.line("Faults are planted, and only the world knows where.");
  output.line();
}

function printResult(result: WorldResult, eventsPerSecond: number, output: Output): void {
  const { events, outcomes, clean } = result;
  output.line();
  output.line(
    `${events} events: ${outcomes.accepted} accepted, ${outcomes.held} held, ${outcomes.refused} refused; ${eventsPerSecond} a second`,
  );
  output.line();
  printFaults(result, output);
  output.line(`  Of ${clean.events} events with which nothing was wrong, ${clean.stopped} were stopped.`);
  output.line();
  output.line(output.bold("For example"));
  for (const example of examplesOf(result.stopped)) output.line(`  ${example}`);
  output.line();
  printDifferences(result, output);
  output.line();
  output.line(output.bold("How far each source is believed in the end"));
  for (const { source, sentence } of result.trust) output.line(`  ${source}: ${sentence}`);
}

function printFaults({ faults }: WorldResult, output: Output): void {
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
}

function printDifferences({ reconciliations: { receipts, accounts } }: WorldResult, output: Output): void {
  output.line(output.bold("Why the books differ"));
  for (const { verdict, sentence } of receipts.causes) output.line(`  ${RECEIPTS}: ${verdict}: ${sentence}`);
  for (const { verdict, sentence } of accounts.causes) output.line(`  ${ACCOUNTS}: ${verdict}: ${sentence}`);
}

/** The first event that was stopped for each kind of fault, in the words of its admission. */
function examplesOf(stopped: WorldResult["stopped"]): readonly string[] {
  return faultKinds.flatMap(({ kind }) => {
    const first = stopped.find(({ fault }) => fault === kind);
    return first ? [`${first.admission.event.subject ?? first.admission.event.id}: ${first.admission.sentence}`] : [];
  });
}
