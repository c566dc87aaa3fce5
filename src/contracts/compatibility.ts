import type { JsonObject, JsonValue } from "../foundation/index.ts";
import { checkConsumers } from "./compatibility/consumers.ts";
import { suggestEdit } from "./compatibility/edit.ts";
import type {
  CompatibilityReport,
  CompatibilityRules,
  CompatibilityVerdict,
  Counterexample,
  VersionReport,
} from "./compatibility/report.ts";
import { type ContractOrCompiled, contractOf, createSides, type Sides } from "./compatibility/sides.ts";
import { type Compared, combineVerdicts, compareVersions } from "./compatibility/versions.ts";
import type { CompatibilityMode, Contract } from "./contract.ts";
import { contractAround } from "./counterexample/side.ts";
import type { Difference } from "./diff/difference.ts";
import type { Consumer } from "./registry/consumer.ts";
import type { CompatibilityChecker } from "./registry/publish.ts";

/** What is asked, and how much may be spent on the answer. */
export interface CompatibilityOptions {
  /** Default: the new contract's own mode, else BACKWARD. */
  readonly mode?: CompatibilityMode;
  /** Default `strict`. */
  readonly rules?: CompatibilityRules;
  /** Steps of searching at most, for each version and direction. Default 20,000. */
  readonly budget?: number;
  /** Who reads what: the verdict is told for each of them. */
  readonly consumers?: readonly Consumer[];
  /** Whether to look for the smallest edit that would be compatible. Default `true`. */
  readonly suggest?: boolean;
  /** `false`: keywords and formats that say nothing here are passed over, as in schemas that were written for others. */
  readonly isStrict?: boolean;
  /** Asked between searches. */
  readonly signal?: AbortSignal;
}

/**
 * Whether a new version of a contract is compatible with earlier ones, the oldest first. `broken` comes with a document
 * that the validators of both contracts have confirmed; `compatible` is said only when every difference is proven
 * harmless; otherwise it is `unknown`, with reasons. The same question has the same answer on every machine: what is
 * bounded is the number of steps, and with it the memory, not time.
 *
 * BACKWARD: the new version reads what was written under the old one. FORWARD: the old one reads the new. FULL: both.
 * _TRANSITIVE: all earlier versions are compared, otherwise the latest.
 *
 * @throws {ContractsError} `contract_malformed`, `contract_schema_invalid`, `contract_pattern_unsafe`
 * @throws {FoundationError} `newer_format`
 * @throws the signal's reason, when it was aborted
 */
export function checkCompatibility(
  earlier: ContractOrCompiled | readonly ContractOrCompiled[],
  next: ContractOrCompiled,
  options: CompatibilityOptions = {},
): Promise<CompatibilityReport> {
  const sides = createSides(options.rules ?? "strict", options.isStrict ?? true);
  return check([earlier].flat() as readonly ContractOrCompiled[], next, { ...options, sides });
}

/**
 * The same for two schemas without a contract around them; keywords and formats that say nothing here are passed over.
 *
 * @throws {ContractsError} `contract_malformed`, `contract_schema_invalid`, `contract_pattern_unsafe`
 */
export const checkSchemas = (
  before: JsonObject,
  after: JsonObject,
  options: CompatibilityOptions = {},
): Promise<CompatibilityReport> =>
  checkCompatibility(contractAround(before), contractAround(after), { isStrict: false, ...options });

const statuses = { compatible: "proven", broken: "refuted", unknown: "unknown" } as const;

/** The check as a registry asks for it before it publishes a version. */
export const compatibilityChecker =
  (options: Omit<CompatibilityOptions, "mode" | "suggest"> = {}): CompatibilityChecker =>
  async (before, after, mode, registered) => {
    const consumers = [...(options.consumers ?? []), ...registered];
    const report = await checkCompatibility(before, after, { ...options, consumers, mode, suggest: false });
    const told = ({ verdict, sentence }: Pick<CompatibilityReport, "verdict" | "sentence">) => ({
      status: statuses[verdict],
      sentence,
    });
    return { ...told(report), consumers: report.consumers.map((one) => ({ name: one.name, ...told(one) })) };
  };

/**
 * Every difference between two versions of a contract, with what it means for both directions.
 *
 * @throws {ContractsError} `contract_malformed`, `contract_schema_invalid`, `contract_pattern_unsafe`
 * @throws {FoundationError} `newer_format`
 */
export async function diffContracts(
  before: ContractOrCompiled,
  after: ContractOrCompiled,
  options: Omit<CompatibilityOptions, "mode" | "consumers" | "suggest"> = {},
): Promise<readonly Difference[]> {
  const report = await checkCompatibility(before, after, { ...options, mode: "FULL", suggest: false });
  return report.versions[0]?.differences ?? [];
}

interface CheckOptions extends CompatibilityOptions {
  readonly sides: Sides;
}

async function check(
  all: readonly ContractOrCompiled[],
  next: ContractOrCompiled,
  options: CheckOptions,
): Promise<CompatibilityReport> {
  const { rules = "strict", budget = 20_000, sides, signal } = options;
  const mode = options.mode ?? contractOf(next).compatibility ?? "BACKWARD";
  const compared: Compared[] = [];
  for (const before of mode.endsWith("_TRANSITIVE") ? all : all.slice(-1)) {
    compared.push(await compareVersions(before, next, { mode, budget, sides, signal }));
  }
  const versions = compared.map(({ report }) => report);
  const verdict = combineVerdicts(versions.map((version) => version.verdict));
  const counterexample = smallest(versions.flatMap(({ counterexamples }) => counterexamples));
  const edit =
    verdict === "broken" && options.suggest !== false ? await edited(all, next, compared, options) : undefined;
  const latest = all.at(-1);
  return {
    verdict,
    mode,
    rules,
    sentence: tellVerdict(verdict, mode, versions, counterexample),
    ...(counterexample && { counterexample }),
    ...(edit && { edit }),
    versions,
    consumers: latest ? await checkConsumers(contractOf(latest), next, options) : [],
    steps: compared.reduce((sum, { steps }) => sum + steps, 0),
  };
}

/** The edit is tried with the same question. */
const edited = (
  all: readonly ContractOrCompiled[],
  next: ContractOrCompiled,
  compared: readonly Compared[],
  { consumers: _, ...options }: CheckOptions,
): Promise<CompatibilityReport["edit"]> =>
  suggestEdit(
    contractOf(next),
    compared.flatMap(({ changes }) => changes),
    (contract: Contract) => check(all, contract, { ...options, suggest: false }),
  );

const smallest = (all: readonly Counterexample[]): Counterexample | undefined =>
  [...all].sort((left, right) => sizeOf(left.document) - sizeOf(right.document))[0];

const sizeOf = (document: JsonValue): number => JSON.stringify(document).length;

function tellVerdict(
  verdict: CompatibilityVerdict,
  mode: CompatibilityMode,
  versions: readonly VersionReport[],
  counterexample: Counterexample | undefined,
): string {
  if (counterexample) return `broken: ${counterexample.sentence}`;
  if (verdict === "unknown")
    return `unknown: ${versions.flatMap(({ reasons }) => reasons)[0]?.sentence ?? "not decided"}`;
  if (mode === "NONE") return "compatible: the mode NONE asks for nothing";
  return versions.length === 0
    ? "compatible: there is no earlier version"
    : `compatible: nothing that changed shows in any document (${mode})`;
}
