import { realpath, rm } from "node:fs/promises";
import { basename, isAbsolute, relative, resolve, sep } from "node:path";
import { AdaptersError, type CsvRow, type Profile, readProfile, readRows, toCells } from "../../adapters/index.ts";
import { formatInstant, isIntegrityError } from "../../foundation/index.ts";
import { createGate, type Gate } from "../../gate/index.ts";
import type { Channel } from "../../provenance/index.ts";
import { type FileSystemStore, fileSystemStore } from "../../stores/index.ts";
import { type Arguments, type Command, requireText, textOf, UsageError, wholeNumberOf } from "../command.ts";
import { CliError } from "../errors.ts";
import { type ExitCode, toExitCode } from "../exit-codes.ts";
import { streamFile, unreadable } from "../file-stream.ts";
import { type HouseOnDisk, makeHouseKeys, readHouseKeys } from "../house-keys.ts";
import { languageOptions, toLanguage } from "../language-options.ts";
import { createListFile, type ListFile } from "../list-file.ts";
import { formatTable, type Output } from "../output.ts";
import { printEvidence, type RunFiles, runFilesIn, writeEvidence } from "../run-files.ts";
import { prepareRunFolder } from "../run-folder.ts";
import { createReasonRecord, createRunRecord, type ReasonRecord, type RunRecord } from "../run-record.ts";
import { findingsOf, type RunFindings, writeReport } from "../run-report.ts";
import { count, emptyTally, isStopped, type RowAnswer, type Tally } from "../tally.ts";
import { verifyApart } from "../verify-apart.ts";

/** The main job on somebody's own data: a file, row by row through the gate, to evidence that is verified. */
export const ingest: Command = {
  positionals: ["FILE"],
  options: {
    profile: {
      type: "string",
      value: "FOLDER",
      about: "what the rows mean and what is agreed: a folder with profile.json",
    },
    out: { type: "string", value: "FOLDER", about: "where the files go; default ./countersign-run" },
    keys: {
      type: "string",
      value: "FOLDER",
      about: "the house's keys, from `countersign keys new`; default: new ones",
    },
    limit: { type: "string", value: "NUMBER", about: "only the first rows; default: all" },
    ...languageOptions,
  },
  examples: [
    "countersign ingest deliveries.csv --profile examples/scms",
    "countersign ingest deliveries.csv --profile examples/scms --keys keys --limit 1000 --json",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const began = performance.now();
    const [job, language] = [await toJob(args), toLanguage(args)];
    // Read to its end before anything is written: a file that is broken somewhere is refused as a whole.
    const rows = await countRows(job, output);
    await prepareRunFolder(job.folder);
    const result = await orNothing(job.folder, () => runJob(job, rows, output));
    const { files, tally, reasons, findings } = result;
    const verdict = await verifyApart(files.evidence, files.trustedKeys);
    const { outcomes, duplicates } = tally;
    await writeReport(
      files,
      { title: basename(job.file), outcomes, duplicates, reasons: reasons.rows(), ...findings },
      verdict,
      language,
    );
    const seconds = toSeconds(performance.now() - began);
    const peakMemoryBytes = process.resourceUsage().maxRSS * 1_024;
    output.value({
      file: job.file,
      rows,
      outcomes: tally.outcomes,
      reasons: Object.fromEntries(tally.reasons),
      held: tally.examples.map(({ admission }) => admission),
      verdict: { status: verdict.status },
      files,
      seconds,
      peakMemoryBytes,
    });
    printTally(job, tally, output);
    const rate = Math.round(rows / Math.max(result.seconds, 0.001));
    const memory = Math.round(peakMemoryBytes / 1_048_576);
    const done = `Done in ${seconds} s, ${rate} rows a second through the gate, ${memory} MiB of memory at most`;
    printEvidence(verdict, files, { done, output });
    return toExitCode(verdict.status);
  },
};

interface Job {
  readonly file: string;
  readonly profile: Profile;
  readonly folder: string;
  /** Absent when the run makes keys of its own. */
  readonly house: HouseOnDisk | undefined;
  readonly limit: number;
}

const toSeconds = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;

// ── what is to be done ───────────────────────────────────────────────────────────────────────────────────────────────

async function toJob(args: Arguments): Promise<Job> {
  const [file = ""] = args.positionals;
  const profileFolder = requireText(args, "profile");
  const [folder, keys] = [textOf(args, "out") ?? "countersign-run", textOf(args, "keys")];
  const limit = wholeNumberOf(args, "limit", Number.POSITIVE_INFINITY);
  if (limit === 0) throw new UsageError("--limit must be at least 1");
  await refuseInside(folder, [file, profileFolder, ...(keys === undefined ? [] : [keys])]);
  const house = keys === undefined ? undefined : await readHouseKeys(keys);
  const profile = readProfile(profileFolder);
  // Composed once without a store: what cannot be is said before anything is removed or written.
  createGate({ ...house, ...profile.gate });
  return { file, profile, folder, house, limit };
}

/** A run empties its folder: what it reads must not lie there. */
async function refuseInside(folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const way = relative(await realOf(folder), await realOf(path));
    const isOutside = way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
    if (!isOutside)
      throw new UsageError(
        `\`${path.slice(0, 60)}\` lies in the folder of the run, which is emptied first: name another one with --out`,
      );
  }
}

const realOf = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));

async function* rowsOf({ file, profile, limit }: Job): AsyncGenerator<CsvRow> {
  let left = limit;
  const { format = "csv", csv } = profile;
  for await (const row of readRows(streamFile(file), { delimiter: ",", ...csv, format })) {
    yield toCells(row);
    left -= 1;
    if (left === 0) return;
  }
}

async function countRows(job: Job, output: Output): Promise<number> {
  let rows = 0;
  for await (const { columns } of rowsOf(job)) {
    // Only a table says once what all of its rows have.
    if (rows === 0 && (job.profile.format ?? "csv") === "csv") job.profile.mapping.fit(columns);
    rows += 1;
    if (rows % 1_000 === 0) output.progress(`reading, ${rows} rows …`);
  }
  if (rows > 0) return rows;
  throw new AdaptersError("csv_empty", `\`${job.file.slice(0, 60)}\` holds no rows`, {});
}

// ── the run ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A run that fails leaves nothing that could be taken for a whole one. */
async function orNothing<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (failure) {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    throw failure;
  }
}

interface Result {
  readonly files: RunFiles;
  readonly tally: Tally;
  readonly reasons: ReasonRecord;
  readonly findings: RunFindings;
  /** Spent in admitting. */
  readonly seconds: number;
}

async function runJob(job: Job, rows: number, output: Output): Promise<Result> {
  const files = runFilesIn(job.folder);
  const house = job.house ?? (await makeHouseKeys(files.keys, job.profile.name));
  const store = fileSystemStore(files.store);
  await store.open();
  try {
    const gate = createGate({ ...house, store, ...job.profile.gate });
    const [record, reasons] = [createRunRecord(), createReasonRecord()];
    const began = performance.now();
    const tally = await withExceptions(files, (exceptions) =>
      admitRows(job, { gate, store, exceptions, record, reasons, rows, output }),
    );
    const seconds = (performance.now() - began) / 1_000;
    output.progress("gathering the evidence …");
    await writeEvidence(files, basename(job.file), gate);
    const findings = await findingsOf(record, gate);
    await gate.close();
    return { files, tally, reasons, findings, seconds };
  } finally {
    await store.close().catch(() => undefined);
  }
}

async function withExceptions(files: RunFiles, work: (exceptions: ListFile) => Promise<Tally>): Promise<Tally> {
  const exceptions = await createListFile(files.exceptions, "stopped");
  try {
    const tally = await work(exceptions);
    await exceptions.finish();
    return tally;
  } catch (failure) {
    await exceptions.discard();
    throw failure;
  }
}

interface Run {
  readonly gate: Gate;
  readonly store: FileSystemStore;
  readonly exceptions: ListFile;
  readonly record: RunRecord;
  readonly reasons: ReasonRecord;
  readonly rows: number;
  readonly output: Output;
}

/** Most rows that are under way at a time. */
const BATCH = 32;

async function admitRows(job: Job, run: Run): Promise<Tally> {
  const channel = { name: `file:${basename(job.file)}`, ...job.profile.channel };
  const readAt = formatInstant(new Date());
  let tally = emptyTally;
  let done = 0;
  for await (const batch of batches(rowsOf(job))) {
    const answers = await Promise.all(batch.map((row) => admitRow(row, { job, channel, readAt }, run.gate)));
    for (const { input, ...answer } of answers) {
      if (!answer.admission.durable) throw await lost(answer, run.store);
      tally = count(tally, answer);
      run.record.note(input, answer.admission);
      run.reasons.note(answer.admission);
      if (isStopped(answer.admission)) await run.exceptions.add(answer);
    }
    done += batch.length;
    run.output.progress(`admitting ${done} of ${run.rows} …`);
  }
  if (done !== run.rows) throw unreadable(job.file, "it changed while it was read: run again when it is complete");
  return tally;
}

async function* batches(rows: AsyncIterable<CsvRow>): AsyncGenerator<readonly CsvRow[]> {
  let batch: CsvRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

interface RowContext {
  readonly job: Job;
  readonly channel: Channel;
  readonly readAt: string;
}

async function admitRow(
  row: CsvRow,
  { job, channel, readAt }: RowContext,
  gate: Gate,
): Promise<RowAnswer & { readonly input: unknown }> {
  const { line, input, findings } = job.profile.mapping.map(row);
  const origin = { system: "file", object: basename(job.file).slice(0, 256), key: `line ${line}`, version: readAt };
  const admission = await gate.admit(input, { channel, derivedFrom: [origin] });
  return { line, input, admission, ...(findings.length > 0 && { findings }) };
}

/** Why an answer was not written down: the store knows. */
async function lost({ line, admission }: RowAnswer, store: FileSystemStore): Promise<Error> {
  try {
    await store.get("memory");
  } catch (failure) {
    const { cause } = failure as Error;
    return isIntegrityError(cause) ? cause : (failure as Error);
  }
  const reason = `line ${line} is ${admission.sentence}`;
  return new CliError("file_unwritable", `the store did not answer: ${reason}`, { file: "store", reason });
}

// ── what came of it ──────────────────────────────────────────────────────────────────────────────────────────────────

function printTally({ file, profile }: Job, { outcomes, reasons, duplicates, examples }: Tally, output: Output): void {
  const rows = outcomes.accepted + outcomes.held + outcomes.refused;
  output.line(output.bold(`${basename(file)}: ${rows} rows of \`${profile.source}\``));
  output.line();
  output.line(`${rows} rows: ${outcomes.accepted} accepted, ${outcomes.held} held, ${outcomes.refused} refused`);
  if (duplicates > 0) output.line(`${duplicates} of them repeat an earlier row, and were answered as that one was`);
  printReasons(reasons, output);
  if (examples.length === 0) return;
  output.line();
  output.line(output.bold("For example"));
  for (const { line, admission, findings } of examples) {
    const why = findings?.map(({ sentence }) => `; ${sentence}`).join("") ?? "";
    const name = admission.event.id === "" ? "" : `, ${admission.event.id.slice(0, 60)}`;
    output.line(`  line ${line}${name}: ${admission.sentence}${why}`);
  }
}

function printReasons(reasons: Tally["reasons"], output: Output): void {
  if (reasons.size === 0) return;
  const rows = [...reasons].sort(([, a], [, b]) => b - a).map(([code, rows]) => [`  ${code}`, String(rows)]);
  const [head = "", ...lines] = formatTable([["  Reason", "rows"], ...rows], ["left", "right"]);
  output.line();
  output.line(output.bold(head));
  for (const line of lines) output.line(line);
}
