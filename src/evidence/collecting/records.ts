import type { Envelope, JsonValue } from "../../foundation/index.ts";
import { statementOf } from "../../provenance/index.ts";
import { parseSealedAdmission } from "../admission.ts";
import type { Audience, Part } from "../bundle.ts";
import type { EventRecord, LoggedStatement } from "../ledger.ts";
import { createCurtain, mayBeSeen, tellsReason } from "../outsiders.ts";
import { isPlan } from "../plans.ts";
import { type RulesSeen, ruleDocuments } from "../rules.ts";
import { withheldPart, withheldStatement } from "../withheld.ts";
import type { CollectOptions } from "./options.ts";
import type { Show } from "./proofs.ts";

export function asOf(record: EventRecord, size: number): EventRecord {
  const before = <Logged extends LoggedStatement>(all: readonly Logged[]): readonly Logged[] =>
    all.filter(({ index }) => index < size);
  const { admissions, approvals, effects } = record;
  return { ...record, admissions: before(admissions), approvals: before(approvals), effects: before(effects) };
}

/** Every statement of a record, in the order in which a bundle tells them. */
export const statementsOf = ({
  envelope,
  index,
  approvals,
  admissions,
  effects,
}: EventRecord): readonly LoggedStatement[] => [
  ...(envelope ? [{ sealed: envelope, index }] : []),
  ...approvals,
  ...admissions,
  ...effects,
];

/** What one record of the ledger becomes in a bundle for this audience. */
export function recordTeller({
  audience,
  ledger,
}: CollectOptions): (record: EventRecord, show: Show) => AsyncIterable<Part> {
  const curtain = audience === "external" ? createCurtain(ledger) : undefined;
  return async function* tell(record, show) {
    const shown = curtain ? await curtain.hide(record) : record.envelope;
    if (shown) yield envelopePart(await show({ sealed: shown, index: record.index }));
    for (const approval of record.approvals)
      yield keptBack(approval.sealed, audience) ?? envelopePart(await show(approval));
    for (const logged of [...record.admissions, ...record.effects]) yield envelopePart(await show(logged));
    if (!curtain) yield* plainParts(record);
  };
}

/** Of an approval or a plan in which people wrote something, what outsiders get of it. What a plan says why it is needed is free text, as a reason is. */
export function keptBack(envelope: Envelope, audience: Audience | undefined): Part | undefined {
  if (audience !== "external") return undefined;
  if (isPlan(envelope)) return withheldStatement("repair-plan", envelope);
  return tellsReason(envelope) ? withheldStatement("approval", envelope) : undefined;
}

/** A plan, or an approval of one. */
export async function* planParts(
  logged: LoggedStatement,
  show: Show,
  { audience }: CollectOptions,
): AsyncIterable<Part> {
  yield keptBack(logged.sealed, audience) ?? envelopePart(await show(logged));
}

export const envelopePart = (envelope: Envelope): Part => ({
  kind: "envelope",
  value: envelope as unknown as JsonValue,
});

function* plainParts({ admissions }: EventRecord): Iterable<Part> {
  for (const { sealed: envelope, note, derivation } of admissions) {
    if (derivation) yield { kind: "lineage", value: [derivation] };
    const { id } = parseSealedAdmission(statementOf(envelope).predicate);
    yield { kind: "note", value: { admission: id, ...note } as unknown as JsonValue };
  }
}

export async function* ruleParts(seen: RulesSeen, { ledger, audience }: CollectOptions): AsyncIterable<Part> {
  for await (const { kind, value, digest } of ruleDocuments(seen, ledger))
    yield audience === "external" && kind === "contract" && !mayBeSeen(value)
      ? withheldPart({ what: "contract", digest })
      : { kind, value };
}
