import { basename } from "node:path";
import type { BundleSummary } from "../evidence/index.ts";
import { isJsonObject, type JsonObject, type JsonValue, type Outcome, type Verdict } from "../foundation/index.ts";
import type { Gate } from "../gate/index.ts";
import type { Divergence, Lineage, RecordVersion } from "../lineage/index.ts";
import type { Break, Cause, Reconciliation } from "../reconcile/index.ts";
import {
  type DifferenceCause,
  type DifferenceRow,
  type Differences,
  type LanguageOptions,
  type LineagePath,
  type LineageStep,
  type ReportModel,
  renderReport,
  type TrustLine,
} from "../report/index.ts";
import { writeFile } from "./files.ts";
import type { RunFiles } from "./run-files.ts";
import type { RunRecord } from "./run-record.ts";

/** What a run knows while its gate is open, before its evidence is verified. */
export type RunFindings = Pick<ReportModel, "series" | "trust" | "lineage">;

/** Asks an open gate for what only it knows. */
export async function findingsOf(record: RunRecord, gate: Gate, key?: string): Promise<RunFindings> {
  const path = key === undefined ? undefined : pathOf(await gate.lineage(), key);
  return {
    series: record.series(),
    trust: await trustLines(record, gate),
    ...(path && { lineage: path }),
  };
}

const trustLines = (record: RunRecord, gate: Gate): Promise<readonly TrustLine[]> =>
  Promise.all(
    [...record.trust()].map(async ([source, points]) => ({
      source,
      points,
      sentence: (await gate.trust(source)).sentence,
    })),
  );

/** What a run came to, told for its report. */
export interface RunOutcome extends Omit<ReportModel, "verdict" | "madeAt" | "files"> {
  readonly outcomes: Readonly<Record<Outcome, number>>;
}

/** Writes the page that people open first. @throws {CliError} `file_unwritable` */
export async function writeReport(
  files: RunFiles,
  outcome: RunOutcome,
  verdict: Verdict<BundleSummary>,
  language: LanguageOptions,
): Promise<void> {
  const model: ReportModel = {
    ...outcome,
    madeAt: verdict.value?.madeAt ?? new Date().toISOString(),
    verdict,
    files: [
      { path: basename(files.evidence), about: "the evidence of the whole run, signed" },
      { path: basename(files.trustedKeys), about: "the public keys that it is verified with" },
      { path: basename(files.exceptions), about: "everything that was not accepted, and why" },
    ],
  };
  await writeFile(files.report, renderReport(model, language));
}

// ── differences ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Most rows that are shown of one cause. */
const MOST_ROWS = 5;

/** What a reconciliation found, for people. */
export const differencesOf = (
  { plan, matched, causes, breaks }: Reconciliation,
  [left, right]: readonly [string, string],
): Differences => ({ plan, left, right, matched, causes: causes.map((cause) => causeOf(cause, breaks)) });

const causeOf = (
  { id, verdict, sentence, breaks: rows, proposal, valueAtRisk }: Cause,
  breaks: readonly Break[],
): DifferenceCause => ({
  verdict,
  sentence,
  rows,
  ...(valueAtRisk && { atRisk: valueAtRisk.map(({ amount, currency }) => `${amount} ${currency}`) }),
  ...(proposal && { proposal }),
  examples: breaks
    .filter(({ cause }) => cause === id)
    .slice(0, MOST_ROWS)
    .map(rowOf),
});

const rowOf = ({ key, left, right, repair }: Break): DifferenceRow => ({
  key: Object.values(key).map(inWords).join(" "),
  ...(left !== undefined && { left: inWords(left) }),
  ...(right !== undefined && { right: inWords(right) }),
  ...(repair && { repair }),
});

const inWords = (value: JsonValue): string => (isJsonObject(value) ? rowInWords(value) : plain(value));

const rowInWords = (row: JsonObject): string =>
  Object.entries(row)
    .map(([name, value]) => `${name} ${plain(value)}`)
    .join(" · ");

const plain = (value: JsonValue): string => (typeof value === "string" ? value : JSON.stringify(value));

// ── lineage ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What differed first among all that the record of a business key was made from, and who used it; `undefined` where lineage does not know it. */
function pathOf(lineage: Lineage, differs: string): LineagePath | undefined {
  const record = recordOf(lineage, differs);
  if (!record) return undefined;
  const answer = lineage.firstDivergence(record, ({ key }) => key === differs);
  const found = answer.status === "unknown" ? answer.found : answer.status === "proven" ? answer.value : undefined;
  return {
    record: nameOf(record),
    ...(found && { first: nameOf(found.first) }),
    steps: [...(found?.madeBy ?? []), ...(found?.steps ?? [])].map(stepOf),
    consumers: (found?.consumers ?? []).map(({ consumer, at }) => ({ name: consumer, at })),
    open: answer.status === "unknown" ? answer.reasons.map(({ sentence }) => sentence) : [],
  };
}

const stepOf = ({ transformation, at, inputs, outputs }: Divergence["steps"][number]): LineageStep => ({
  by: `${transformation.name} (${transformation.version})`,
  at,
  inputs: inputs.map(nameOf),
  outputs: outputs.map(nameOf),
});

/** The latest version. */
function recordOf(lineage: Lineage, key: string): RecordVersion | undefined {
  let found: RecordVersion | undefined;
  for (const { outputs } of lineage.derivations()) found = outputs.find((output) => output.key === key) ?? found;
  return found;
}

const nameOf = ({ system, object, key }: RecordVersion): string => `${system} ${object} ${key}`;
