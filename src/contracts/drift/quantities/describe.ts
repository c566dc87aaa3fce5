import type { AmbiguousUnitFacts, ContractsFinding, UnitFacts } from "../../errors.ts";
import { quote, shorten } from "../../text.ts";
import { MOST_FIELDS, type QuantityField } from "./fields.ts";
import { type Hypothesis, opposite } from "./hypothesis.ts";
import type { Doubt, QuantityVerdict } from "./quantity-test.ts";

/** What is said of a field that is suspected or confirmed to be in something else than declared. */
export function describeQuantity(verdict: QuantityVerdict, field: QuantityField, path: string): ContractsFinding {
  const { stage, hypothesis, logOdds, events } = verdict;
  const isDeclared = field.measure.kind !== "undeclared";
  const facts: UnitFacts = {
    declared: declaredAs(field),
    looksLike: hypothesis.unit,
    factor: rounded(hypothesis.factor),
    ...(hypothesis.offset !== 0 && { offset: rounded(hypothesis.offset) }),
    odds: Number(Math.exp(Math.min(logOdds, MOST_LOG_ODDS)).toPrecision(2)),
    values: events,
    ...(field.stratum?.isHidden === false && { among: shorten(field.stratum.value) }),
  };
  const severity = isDeclared ? "error" : "warning";
  const sentence = sentenceOf(stage, field, hypothesis, facts, path);
  if (verdict.doubt !== undefined) return describeDoubt({ severity, path, sentence, facts }, verdict, field);
  return { code: stage === "suspected" ? "unit_suspected" : "unit_changed", severity, path, sentence, facts };
}

type Suspicion = Pick<ContractsFinding & { readonly facts: UnitFacts }, "severity" | "path" | "sentence" | "facts">;

/** Both sides of what is open: were the last values right, those before them would be the ones that changed. */
function describeDoubt(
  { severity, path, sentence, facts }: Suspicion,
  { doubt, hypothesis }: QuantityVerdict,
  { bank, measure }: QuantityField,
): ContractsFinding {
  const { unit, factor } = opposite(hypothesis, bank);
  const ambiguous: AmbiguousUnitFacts = {
    ...facts,
    because: doubt as Doubt,
    beforeFactor: rounded(factor),
    ...(unit !== undefined && { beforeLooksLike: unit }),
  };
  const hasFactor = measure.kind === "unit" && hypothesis.offset === 0;
  const size = hasFactor ? `, ${ambiguous.beforeFactor} times as large` : "";
  const before =
    unit === undefined || !hasFactor ? `do those before them${size}` : `those before them like ${quote(unit)}${size}`;
  return {
    code: "unit_ambiguous",
    severity,
    path,
    sentence: `${sentence}; or ${before}: neither is proven`,
    facts: ambiguous,
  };
}

/** Odds of a million millions to one are told as no higher. */
const MOST_LOG_ODDS = 12 * Math.LN10;

const rounded = (number: number): string => String(Number(number.toPrecision(7)));

const declaredAs = ({ measure: { kind, of } }: QuantityField): string =>
  kind === "unit" ? of : kind === "undeclared" ? "nothing" : kind;

function sentenceOf(
  stage: QuantityVerdict["stage"],
  { measure: { kind } }: QuantityField,
  { unit, offset, isSwap }: Hypothesis,
  { declared, factor, values, among }: UnitFacts,
  path: string,
): string {
  const where = `${quote(path)}${among === undefined ? "" : ` of ${quote(among)}`}`;
  const verb = stage === "suspected" ? "look" : "are";
  const size = offset === 0 ? `, ${factor} times as large` : "";
  if (kind === "undeclared")
    return `${where} is declared in no unit; the last ${values} values are ${factor} times as large as before`;
  if (kind !== "unit")
    return `${where} is a ${kind}; the last ${values} values ${verb} ${verb === "look" ? "as if with " : ""}${isSwap ? unit : `${unit} than before`}`;
  return `${where} is declared in ${quote(declared)}; the last ${values} values ${verb === "look" ? "look like" : "are in"} ${quote(unit)}${size}`;
}

export const unbounded: ContractsFinding = {
  code: "shape_unbounded",
  severity: "warning",
  path: "",
  sentence: `more than ${MOST_FIELDS} fields with a unit: the others are not watched`,
  facts: { limit: MOST_FIELDS, of: "fields with a unit" },
};
