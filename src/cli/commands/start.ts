import { createGate, type Gate } from "../../gate/index.ts";
import { fileSystemStore } from "../../stores/index.ts";
import {
  createWorld,
  DEFAULT_EVENTS,
  runWorld,
  type World,
  type WorldResult,
  worldClock,
} from "../../testing/index.ts";
import { type Arguments, type Command, textOf, wholeNumberOf } from "../command.ts";
import { type ExitCode, toExitCode } from "../exit-codes.ts";
import { writeFile } from "../files.ts";
import { keepHouseKeys } from "../house-keys.ts";
import { languageOptions, toLanguage } from "../language-options.ts";
import { caseOf, lostReceipt, toExceptions, toOutcome, toValue } from "../month/month-answer.ts";
import { introduce, printResult } from "../month/month-print.ts";
import type { Output } from "../output.ts";
import { printEvidence, type RunFiles, runFilesIn, writeEvidence } from "../run-files.ts";
import { prepareRunFolder } from "../run-folder.ts";
import { createRunRecord } from "../run-record.ts";
import { findingsOf, type RunFindings, writeReport } from "../run-report.ts";
import { verifyApart } from "../verify-apart.ts";

/** The main job on built-in data: a distributor's month with planted faults, through the gate, to evidence that is verified. */
export const start: Command = {
  positionals: [],
  options: {
    seed: { type: "string", value: "NUMBER", about: "which world; default 7" },
    events: { type: "string", value: "NUMBER", about: `about how many events; default ${DEFAULT_EVENTS}` },
    out: { type: "string", value: "FOLDER", about: "where the files go; default ./countersign-run" },
    ...languageOptions,
  },
  examples: ["countersign start", "countersign start --seed 11 --json"],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const began = performance.now();
    const [folder, language] = [textOf(args, "out") ?? "countersign-run", toLanguage(args)];
    const options = { seed: wholeNumberOf(args, "seed", 7), events: wholeNumberOf(args, "events", DEFAULT_EVENTS) };
    await prepareRunFolder(folder);
    output.stage("making a month, and signing it");
    const world = await createWorld(options);
    introduce(world, output);
    const files = runFilesIn(folder);
    const { result, findings, eventsPerSecond } = await live(world, files, output);
    output.stage("verifying the evidence in another process");
    const verdict = await verifyApart(files.evidence, files.trustedKeys);
    await writeReport(files, toOutcome(world, result, findings), verdict, language);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    output.value({ ...toValue(result), verdict: { status: verdict.status }, files, seconds, eventsPerSecond });
    printResult(result, eventsPerSecond, output);
    printEvidence(verdict, files, { done: `Done in ${seconds} s`, output });
    output.line(
      `  countersign evidence html ${caseOf(result)} --store ${files.store} makes one case's file to double-click`,
    );
    return toExitCode(verdict.status);
  },
};

interface Lived {
  readonly result: WorldResult;
  readonly findings: RunFindings;
  readonly eventsPerSecond: number;
}

/** Sends the month through a gate with a store of files, and keeps what it leaves. */
async function live(world: World, files: RunFiles, output: Output): Promise<Lived> {
  const [clock, store, record] = [worldClock(world), fileSystemStore(files.store), createRunRecord()];
  const gate = createGate(world.gateConfig(store, clock));
  const began = performance.now();
  output.stage("admitting the month, event by event");
  const result = await runWorld(world, gate, clock, {
    onAnswer: record.note,
    onProgress: (done, of) => output.progress(`admitting ${done} of ${of} …`),
  });
  const eventsPerSecond = Math.round((1_000 * result.events) / (performance.now() - began));
  output.stage("gathering the evidence");
  await keep(world, result, gate, files);
  const findings = await findingsOf(record, gate, lostReceipt(result));
  await gate.close();
  await store.close();
  return { result, findings, eventsPerSecond };
}

async function keep(world: World, result: WorldResult, gate: Gate, files: RunFiles): Promise<void> {
  const { house, log } = world.actors;
  await writeEvidence(files, `world ${world.seed}`, gate);
  await writeFile(files.exceptions, `${JSON.stringify(toExceptions(result), undefined, 2)}\n`);
  const queue = await gate.exceptions();
  for (const reconciliation of Object.values(result.reconciliations)) await queue.openDifferences(reconciliation);
  await keepHouseKeys(files.keys, {
    house: house.privateKey,
    log: log.privateKey,
    trusted: await gate.trustedKeys(),
  });
}
