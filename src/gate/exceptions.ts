import type { EventRecord, SealedAdmission } from "../evidence/index.ts";
import {
  type ExceptionCause,
  type ExceptionKind,
  exceptionId,
  type Occurrence,
  readMoney,
  toPlace,
} from "../exceptions/index.ts";
import { type Event, type JsonValue, parseInstant, valueAt } from "../foundation/index.ts";
import { statementOf } from "../provenance/index.ts";
import type { Write } from "../stores/index.ts";
import type { DraftAdmission } from "./admission.ts";
import { capsuleRef } from "./capsule-ref.ts";
import type { House } from "./house.ts";
import type { Passage } from "./passage.ts";
import { type Settings, type Stake, type Stream, streamOf } from "./settings.ts";
import { tierOf } from "./tier.ts";

/** What a person could do about each kind. */
const actions: Readonly<Record<ExceptionKind, string>> = {
  held_event: "repair the data or its source; release what is right, discard what is not",
  dead_letter: "read the capsule's bytes, repair the sender, and send again",
  pending_approval: "look at the change, and sign an approval or a rejection",
  uncertain_effect:
    "look in the other system whether it happened; then deliver again with `retryUncertain`, or resolve",
  difference: "repair the rows, and reconcile again",
  refused_event: "tell the sender why, or change the policy; nothing is kept to be released",
  observed: "nothing is stopped yet: repair the source before the stream is enforced",
};

/** What kind of exception an answer makes; none for what goes on. */
function kindOf({ outcome, heldFor, wouldBe, reasons: [first] }: SealedAdmission): ExceptionKind | undefined {
  if (wouldBe) return "observed";
  if (outcome === "accepted") return undefined;
  if (outcome === "refused") return "refused_event";
  if (heldFor === "dead-letter") return "dead_letter";
  return first?.code.startsWith("approval_") ? "pending_approval" : "held_event";
}

/** The strongest reason is the cause: the contract's field, or the policy's rule, says where. */
function causeOf(
  { reasons: [first], outcome, decision }: SealedAdmission,
  stream: Stream,
  sentence = "",
): ExceptionCause {
  const place = first?.path ?? (first?.stage === "policy" ? ruleIn(decision) : "");
  return { code: first?.code ?? outcome, sentence, stream: stream.name, place: toPlace(place) };
}

function ruleIn(decision: SealedAdmission["decision"]): string {
  const [first] = (decision?.reasons ?? []) as readonly { readonly rule?: JsonValue }[];
  return typeof first?.rule === "string" ? first.rule : "";
}

/** The writes that make an event that was stopped part of an exception. None for one that goes on. */
export function stoppedWrites(
  passage: Passage,
  { sealed, note }: DraftAdmission,
  capsule: string | undefined,
  { exceptions }: House,
): readonly Write[] {
  const kind = kindOf(sealed);
  if (!kind) return [];
  const { event, contract, stream, at } = passage;
  const occurrence: Occurrence = {
    kind,
    cause: causeOf(sealed, stream, note.reasons[0]),
    ref: capsule === undefined ? `admission:${sealed.id}` : capsuleRef(capsule),
    at,
    tier: tierOf(passage),
    action: actions[kind],
    ...(contract && { owner: contract.contract.owner }),
    ...aboutEvent(event, stream),
  };
  return exceptions.writesFor(occurrence);
}

/** The business key, and what the stream says is at stake. */
function aboutEvent(event: Event | undefined, { stake }: Stream): About {
  return { ...(event?.subject !== undefined && { key: event.subject }), ...(stake && atStake(event, stake)) };
}

type About = Pick<Occurrence, "key" | "values" | "dueAt" | "costPerDay">;

/** What cannot be read says nothing: an exception is there all the same. */
function atStake(event: Event | undefined, { amount, currency, dueAt, costPerDay }: Stake): About {
  const data = (event?.data ?? null) as JsonValue;
  const read = (place: string | undefined): unknown => (place?.startsWith("/") ? valueAt(data, place) : place);
  const [value, cost] = [amount, costPerDay].map((place) => readMoney(read(place), read(currency)));
  const due = toInstant(read(dueAt));
  return { ...(value && { values: [value] }), ...(cost && { costPerDay: cost }), ...(due && { dueAt: due }) };
}

/** A date is due until its end. */
function toInstant(text: unknown): Date | undefined {
  if (typeof text !== "string") return undefined;
  const instant = parseInstant(text) ?? parseInstant(`${text}T23:59:59.999Z`);
  return instant === undefined ? undefined : new Date(instant);
}

/** The writes that take a held event out of its exception, once it is not held any longer. */
export function decidedWrites(
  { admissions }: EventRecord,
  { outcome }: SealedAdmission,
  { exceptions, settings }: House,
): readonly Write[] {
  const capsule = admissions[0]?.capsule;
  if (capsule === undefined || outcome === "held") return [];
  return exceptions.writesForDeparture({ ref: capsuleRef(capsule), at: settings.clock.now() });
}

/** The writes for an effect of which nobody knows whether it happened, and for one of which that is known at last. */
export function effectWrites(record: EventRecord, stage: string, consumer: string, house: House): readonly Write[] {
  const { exceptions, settings } = house;
  const [ref, at] = [`effect:${record.index}`, settings.clock.now()];
  const wasUncertain = record.effects.some(({ sealed }) => statementOf(sealed).predicate.outcome === "uncertain");
  if (stage === "uncertain") return exceptions.writesFor({ ref, at, ...uncertainEffect(record, consumer, settings) });
  return wasUncertain && stage !== "intended" ? exceptions.writesForDeparture({ ref, at }) : [];
}

function uncertainEffect(
  { envelope, admissions }: EventRecord,
  consumer: string,
  settings: Settings,
): Omit<Occurrence, "ref" | "at"> {
  const stream = streamOf(settings, envelope?.event);
  const last = admissions.at(-1);
  const tier = last ? (statementOf(last.sealed).predicate as unknown as SealedAdmission).tier : "critical";
  const sentence = `the effect of \`${consumer}\` was begun, and nobody knows whether it was finished`;
  return {
    kind: "uncertain_effect",
    cause: { code: "effect_uncertain", sentence, stream: stream.name, place: consumer },
    tier,
    action: actions.uncertain_effect,
    ...aboutEvent(envelope?.event, stream),
  };
}

/** Where people find the exception that an answer belongs to. */
export function exceptionUrlOf(
  sealed: SealedAdmission,
  stream: Stream,
  { exceptionUrl }: Settings,
): { readonly exceptionUrl?: string } {
  const kind = kindOf(sealed);
  if (exceptionUrl === undefined || !kind || kind === "observed") return {};
  return { exceptionUrl: exceptionUrl.replaceAll("{id}", exceptionId(kind, causeOf(sealed, stream))) };
}
