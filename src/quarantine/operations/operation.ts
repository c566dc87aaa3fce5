import type { Contract, Journey } from "../../contracts/index.ts";
import {
  type Decimal,
  equalDecimals,
  formatDecimal,
  isDecimal,
  isJsonObject,
  type JsonValue,
  type Packs,
  parseDecimal,
  parsePointer,
} from "../../foundation/index.ts";
import type { Shape } from "../../foundation/shape.ts";
import { QuarantineError } from "../errors.ts";

/** What operations may need besides the data. */
export interface RepairTools {
  /** Packs that stand as units in the contract. */
  readonly packs?: Packs;
  /** Takes data from one version of a contract to another. Without it there is no migrating. */
  readonly migrate?: (data: JsonValue, journey: Journey) => JsonValue;
}

/** One kind of repair. To add one, write its file and list it in `operations.ts`. */
export interface OperationKind<Operation> {
  readonly shape: Shape<Operation>;
  /** For people: divide `/etaSeconds` by 60. */
  tell(operation: Operation): string;
  /** Pointers, with `*` for items, of the fields that it changes: their owners have to agree. `""` is all of the data. */
  fields(operation: Operation): readonly string[];
  /** Refuses what a contract rules out for whatever data. @throws {QuarantineError} */
  check?(operation: Operation, contract: Contract): void;
  /** A changed copy. @throws {QuarantineError} `repair_misfit` */
  apply(data: JsonValue, operation: Operation, tools: RepairTools): JsonValue;
}

/** Changes the value at every place that a pattern stands for. @throws {QuarantineError} `repair_misfit` where there is none */
export function changeEach(data: JsonValue, pattern: string, change: (value: JsonValue) => JsonValue): JsonValue {
  let places = 0;
  const changed = changeAt(data, parsePointer(pattern), (value) => {
    places += 1;
    return change(value);
  });
  if (places === 0) throw misfit(pattern, "there is nothing");
  return changed;
}

/** Only what the way leads through is copied. */
function changeAt(
  value: JsonValue,
  [token, ...rest]: readonly string[],
  change: (value: JsonValue) => JsonValue,
): JsonValue {
  if (token === undefined) return change(value);
  const inner = (member: JsonValue): JsonValue => changeAt(member, rest, change);
  const changedAt = (name: string, member: JsonValue): JsonValue =>
    token === "*" || token === name ? inner(member) : member;
  if (Array.isArray(value)) return value.map((item: JsonValue, at) => changedAt(String(at), item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, changedAt(name, member)]));
}

/** Changes a quantity exactly. A number stays a number, and a decimal text a text. */
export function changeQuantity(value: JsonValue, pattern: string, change: (quantity: Decimal) => Decimal): JsonValue {
  if (!isDecimal(value)) throw misfit(pattern, "it is no number");
  const changed = change(parseDecimal(value));
  return typeof value === "string" ? formatDecimal(changed) : toJsonNumber(changed, pattern);
}

/** A JSON number is read as a double: one that would not come back as it was written is refused, and not rounded. */
function toJsonNumber(exact: Decimal, pattern: string): number {
  const number = Number(formatDecimal(exact));
  const isSafe = Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
  if (!isSafe || !equalDecimals(parseDecimal(number), exact))
    throw misfit(pattern, "it would not be exact: say `digits`");
  return number;
}

/** The decimal without the zeros at its end, down to a scale. */
export function withoutZeros({ units, scale }: Decimal, least: number): Decimal {
  let short = { units, scale };
  while (short.scale > least && short.units % 10n === 0n) short = { units: short.units / 10n, scale: short.scale - 1 };
  return short;
}

export const misfit = (path: string, problem: string): QuarantineError =>
  new QuarantineError("repair_misfit", `the repair does not fit at \`${path}\`: ${problem}`, { path, problem });
