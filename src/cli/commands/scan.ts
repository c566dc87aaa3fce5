import { basename } from "node:path";
import type { RowFormat, TextEncoding } from "../../adapters/index.ts";
import type { FieldReport } from "../../contracts/index.ts";
import type { Break, Cause, Side } from "../../reconcile/index.ts";
import { type Arguments, type Command, textOf, UsageError, wholeNumberOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { harmless } from "../harmless.ts";
import { formatTable, type Output } from "../output.ts";
import { type Compared, compareFiles, planFor } from "../scan/pair.ts";
import { count, nameOf, type Remark, remarksOn, share, type Topic } from "../scan/remarks.ts";
import { type ScannedFile, type ScanOptions, scanFile } from "../scan/scanned-file.ts";

const encodings: readonly TextEncoding[] = ["utf-8", "windows-1252", "utf-16le", "utf-16be"];

/** The first minute on somebody's own data: what a file holds, and what is strange about it. Nothing is written. */
export const scan: Command = {
  positionals: ["FILE", "[FILE2]"],
  options: {
    key: {
      type: "string",
      value: "COLUMN,…",
      about: "what tells the rows of two files apart; default: found by itself",
    },
    limit: { type: "string", value: "NUMBER", about: "only the first rows; default: all" },
    encoding: { type: "string", value: "NAME", about: `${encodings.join(", ")}; default: as the file says, or utf-8` },
  },
  examples: [
    "countersign scan orders.csv",
    "countersign scan orders.csv wms.ndjson.gz --key order,line",
    "countersign scan orders.csv --limit 100000 --json",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const began = performance.now();
    const [file = "", other] = args.positionals;
    const options = readOptions(args);
    const left = await scanFile(file, options, output);
    if (other === undefined) {
      printFile(left, output);
      output.value({ ...toJson(left), ...costsSince(began) });
      printCosts(began, output);
      return exitCodes.done;
    }
    const right = await scanFile(other, options, output);
    return scanPair(left, right, { args, options, began, output });
  },
};

interface Scan {
  readonly args: Arguments;
  readonly options: ScanOptions;
  readonly began: number;
  readonly output: Output;
}

async function scanPair(
  left: ScannedFile,
  right: ScannedFile,
  { args, options, began, output }: Scan,
): Promise<ExitCode> {
  const plan = planFor(left, right, columnsOf(left, textOf(args, "key")));
  const compared = plan && (await compareFiles(left, right, plan, options, output));
  output.value({
    files: [toJson(left), toJson(right)],
    ...(compared ? { comparison: compared.result, plan: compared.plan, only: compared.only } : { comparison: null }),
    ...costsSince(began),
  });
  printPair(left, right, compared, output);
  printCosts(began, output);
  return compared ? byStatus[compared.result.status] : exitCodes.unknown;
}

const byStatus = { balanced: exitCodes.done, broken: exitCodes.refuted, incomplete: exitCodes.unknown } as const;

function readOptions(args: Arguments): ScanOptions {
  const limit = wholeNumberOf(args, "limit", Number.POSITIVE_INFINITY);
  if (limit === 0) throw new UsageError("--limit must be at least 1");
  const encoding = textOf(args, "encoding") as TextEncoding | undefined;
  if (encoding !== undefined && !encodings.includes(encoding))
    throw new UsageError(`--encoding must be one of ${encodings.join(", ")}`);
  return { limit, columns: "guess", ...(encoding && { encoding }) };
}

/** Columns are divided by commas, unless one is called just like that. */
const columnsOf = ({ values }: ScannedFile, key: string | undefined): readonly string[] =>
  key === undefined ? [] : values.has(key) ? [key] : key.split(",").map((column) => column.trim());

// ── for programs ─────────────────────────────────────────────────────────────────────────────────────────────────────

function toJson(scanned: ScannedFile): object {
  const { file, format, report, ragged, isCut } = scanned;
  const remarks = remarksOn(report, ragged).map(({ topic, sentence, line }) => ({ topic, sentence, line }));
  return { file, ...format, rows: report.records, isCut, ragged, remarks, ...report };
}

const costsSince = (began: number): object => ({
  seconds: Math.round((performance.now() - began) / 100) / 10,
  peakMemoryBytes: process.resourceUsage().maxRSS * 1_024,
});

// ── for people ───────────────────────────────────────────────────────────────────────────────────────────────────────

function printFile(scanned: ScannedFile, output: Output): void {
  const remarks = remarksOn(scanned.report, scanned.ragged);
  output.line(output.bold(`${harmless(basename(scanned.file))}: ${headlineOf(remarks)}`));
  output.line();
  output.line(describe(scanned));
  printColumns(scanned, output);
  for (const [topic, title] of topics)
    printRemarks(
      title,
      remarks.filter((remark) => remark.topic === topic),
      output,
    );
}

const headlineOf = ([first]: readonly Remark[]): string => first?.sentence ?? "nothing about it is surprising";

const topics: readonly (readonly [topic: Topic, title: string])[] = [
  ["rows", "Rows that do not fit"],
  ["relations", "What goes together"],
  ["no value", "What stands for no value"],
  ["units", "Units to look at"],
  ["keys", "What tells rows apart"],
];

const formats: Readonly<Record<RowFormat, string>> = { csv: "table", ndjson: "NDJSON", json: "JSON list" };
const delimiterNames: Readonly<Record<string, string>> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "bars",
};

function describe({ report, format, isCut }: ScannedFile): string {
  const { format: name, delimiter = "", encoding, isPacked } = format;
  const by = delimiter === "" ? "" : ` divided by ${delimiterNames[delimiter]}`;
  return `${isCut ? "the first " : ""}${count(report.records)} rows, ${formats[name]}${by}, ${encoding}${isPacked ? ", in gzip" : ""}`;
}

/** Most columns that are listed; `--json` has all. */
const MOST_COLUMNS = 60;

function printColumns({ report }: ScannedFile, output: Output): void {
  const rows = report.fields.slice(0, MOST_COLUMNS).map((field) => toLine(field, report.records));
  const [head = "", ...lines] = formatTable(
    [["  Column", "filled", "looks like", "for example"], ...rows],
    ["left", "right", "left", "left"],
  );
  output.line();
  output.line(output.bold(head));
  for (const line of lines) output.line(line);
  const more = report.fields.length - MOST_COLUMNS;
  if (more > 0) output.line(output.dim(`  and ${more} more: see --json`));
}

function toLine(field: FieldReport, records: number): readonly string[] {
  const there = Object.values(field.types).reduce((sum, times) => sum + times, 0);
  const filled = there - field.empty;
  const all = field.pointer.includes("/*") ? there + field.missing : records;
  const name = nameOf(field.pointer).slice(1, -1);
  return [`  ${name}`, share(filled, Math.max(all, filled, 1)), lookOf(field), harmless(field.example ?? "", 30)];
}

const styleNames: Readonly<Record<string, string>> = { plain: "", loose: "", comma: " 1.234,50", grouped: " 1,234.50" };

function lookOf({ kind, style = "", range }: FieldReport): string {
  if (kind === "number") return `number${styleNames[style] ?? ""}, ${range?.least ?? ""} to ${range?.most ?? ""}`;
  return kind === "time" ? `time, ${style}` : kind;
}

/** Most sentences of one topic. */
const MOST_REMARKS = 12;

function printRemarks(title: string, remarks: readonly Remark[], output: Output): void {
  if (remarks.length === 0) return;
  output.line();
  output.line(output.bold(title));
  for (const { sentence } of remarks.slice(0, MOST_REMARKS)) output.line(`  ${sentence}`);
  if (remarks.length > MOST_REMARKS) output.line(output.dim(`  and ${remarks.length - MOST_REMARKS} more: see --json`));
}

function printPair(left: ScannedFile, right: ScannedFile, compared: Compared | undefined, output: Output): void {
  output.line(output.bold(pairHeadline(compared)));
  output.line();
  for (const scanned of [left, right]) output.line(`${harmless(basename(scanned.file))}: ${describe(scanned)}`);
  if (compared) printComparison(compared, output);
  for (const scanned of [left, right])
    printRemarks(harmless(basename(scanned.file)), remarksOn(scanned.report, scanned.ragged), output);
}

/** A rule that explains many rows is the most surprising of all. */
function pairHeadline(compared: Compared | undefined): string {
  if (!compared) return "No key is known by which rows of the two files belong together: name one with --key";
  const { causes, status, matched } = compared.result;
  const [first] = causes.toSorted(
    (a, b) => Number(b.verdict === "mapping") - Number(a.verdict === "mapping") || b.breaks - a.breaks,
  );
  if (first) return harmless(first.sentence, 400);
  return status === "balanced" ? `The two files agree in all ${count(matched)} rows` : "There are no rows to compare";
}

function printComparison(compared: Compared, output: Output): void {
  const { plan, result, only } = compared;
  const key = plan.key.map((part) =>
    part.right ? `${nameOf(part.left)} (${nameOf(part.right)} in the second)` : nameOf(part.left),
  );
  output.line(
    `compared by ${key.join(" and ")}: ${count(result.matched)} rows agree in ${plan.fields.length} columns, ${count(result.breaks.length)} differences`,
  );
  if (result.causes.length > 0) {
    output.line();
    output.line(output.bold("Why they differ"));
    for (const cause of result.causes) printCause(cause, compared, output);
  }
  for (const [side, columns] of Object.entries(only) as [Side, readonly string[]][])
    if (columns.length > 0)
      output.line(
        output.dim(
          `  only in \`${plan.sides[side]}\`: ${columns
            .slice(0, 12)
            .map((name) => harmless(name))
            .join(", ")}${columns.length > 12 ? ", …" : ""}`,
        ),
      );
}

function printCause({ verdict, sentence, id }: Cause, compared: Compared, output: Output): void {
  output.line(`  ${verdict}: ${harmless(sentence, 400)}`);
  const example = compared.result.breaks.find((one) => one.cause === id);
  if (example) output.line(output.dim(`    ${lineOf(example, compared)}${harmless(example.sentence, 240)}`));
}

function lineOf({ kind, key }: Break, { lineOf: find, plan }: Compared): string {
  const side: Side = kind === "missing_left" ? "right" : "left";
  const line = find(side, key);
  return line === undefined ? "" : `line ${line} of \`${plan.sides[side]}\`: `;
}

function printCosts(began: number, output: Output): void {
  const { seconds, peakMemoryBytes } = costsSince(began) as { seconds: number; peakMemoryBytes: number };
  output.line();
  output.line(
    output.dim(
      `Read in ${seconds} s, ${Math.round(peakMemoryBytes / 1_048_576)} MiB of memory at most; nothing was written`,
    ),
  );
}
