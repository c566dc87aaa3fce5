import type { ContractsFinding, UnitFacts } from "../../errors.ts";
import { quote, shorten } from "../../text.ts";
import { MOST_FIELDS, type QuantityField } from "./fields.ts";
import type { Hypothesis } from "./hypothesis.ts";
import type { QuantityVerdict } from "./quantity-test.ts";

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
  return {
    code: stage === "suspected" ? "unit_suspected" : "unit_changed",
    severity: isDeclared ? "error" : "warning",
    path,
    sentence: sentenceOf(stage, field, hypothesis, facts, path),
    facts,
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
