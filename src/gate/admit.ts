import {
  type AdmissionEntry,
  type EventRecord,
  isHeldKey,
  isIdentityKey,
  newRecord,
  parseSealedAdmission,
  type StoredRecord,
} from "../evidence/index.ts";
import {
  type Envelope,
  type Event,
  type HeldFor,
  isIntegrityError,
  type JsonObject,
  utf8,
} from "../foundation/index.ts";
import { countersign, envelopeDigest, statementOf } from "../provenance/index.ts";
import { BEHIND_HELD, type Capsule, createCapsule, NO_LANE, type Shelf } from "../quarantine/index.ts";
import type { Version } from "../stores/index.ts";
import { type Admission, type DraftAdmission, draftAdmission, toAdmission } from "./admission.ts";
import { effectTurn, type Intended, stateEffect } from "./effect.ts";
import { exceptionUrlOf, stoppedWrites } from "./exceptions.ts";
import type { House } from "./house.ts";
import { type AdmitOptions, extend, type Passage, type Repair, type Step } from "./passage.ts";
import { presets } from "./presets/presets.ts";
import { type Settings, type Stream, streamOf } from "./settings.ts";
import type { Stage } from "./stages/stage.ts";
import { closeSuperseded } from "./supersede.ts";
import { unavailable } from "./unavailable.ts";

/** An answer, and where the ledger has it, when it has. */
export interface Admitted {
  readonly admission: Admission;
  readonly index?: number;
  /** Its effect, where that was intended with its acceptance. */
  readonly intended?: Intended;
}

/**
 * Admits one event: walks it through the stages, rules on what they found, and writes the answer down, together with
 * everything that led to it, in one commit. The answer is given when it is durable.
 */
export async function admit(input: unknown, options: AdmitOptions, house: House): Promise<Admitted> {
  const passage = await walk(beginPassage(input, options, house.settings), house);
  try {
    if (passage.failure) return { admission: await unavailable(passage, passage.failure, house.settings) };
    if (passage.earlier) return repeat(passage.earlier, passage.stream, house.settings);
    return await conclude(passage, house);
  } finally {
    leave(passage);
  }
}

/** Lets others in. A second time does nothing. */
function leave(passage: Passage): void {
  passage.leaveLane?.();
  passage.leave?.();
}

/**
 * Admits an event that a plan made of a held one, if it is accepted. Otherwise nothing is written down: the one that it was
 * made from stays held.
 */
export async function admitIfAccepted(
  event: Event,
  options: AdmitOptions,
  repair: Repair,
  house: House,
): Promise<Admitted> {
  const passage = await walk({ ...beginPassage(event, options, house.settings), repair, seenAt: repair.seenAt }, house);
  try {
    if (passage.failure) throw passage.failure;
    if (passage.earlier) return repeat(passage.earlier, passage.stream, house.settings);
    const draft = draftAdmission(passage, house.settings);
    const { sealed, note } = draft;
    if (sealed.outcome === "accepted") return await conclude(passage, house, draft);
    return { admission: toAdmission(sealed, { note, statement: passage.statement, duplicate: false, durable: false }) };
  } finally {
    leave(passage);
  }
}

/** An event at the door: nothing of it is known yet. */
export function beginPassage(input: unknown, options: AdmitOptions, settings: Settings): Passage {
  // The one time that the clock is read: no two parts of an admission disagree about when it was.
  const at = settings.clock.now();
  return { at, input, options, stream: streamOf(settings, undefined), approvals: [], findings: {}, reasons: [] };
}

/** Asks the stages of the event's stream one after another, until one ends it. */
export async function walk(
  start: Passage,
  house: House,
  asked: (stage: Stage) => boolean = () => true,
): Promise<Passage> {
  let passage = start;
  for (let at = 0; !passage.ended; at++) {
    // Looked up each time: once it has been read, the event may turn out to belong to another stream.
    const stage = presets[passage.stream.preset].stages[at];
    if (!stage) break;
    if (!asked(stage)) continue;
    try {
      passage = extend(passage, await stage.run(passage, house));
    } catch (failure) {
      if (!isIntegrityError(failure)) throw failure;
      // The other stages are asked all the same: what passes while the store is down must be in order otherwise.
      passage = { ...passage, failure: passage.failure ?? failure };
    }
  }
  return passage;
}

/** Writes the answer down, and gives it. */
async function conclude(passage: Passage, house: House, drafted?: DraftAdmission): Promise<Admitted> {
  const draft = await kept(passage, house, drafted);
  // Whether a later event has to wait behind this one is known; only one that is held must be durable before they look.
  if (draft.sealed.outcome !== "held") passage.leaveLane?.();
  const written = await write(passage, draft, house);
  if (written === "lost") {
    leave(passage);
    return admit(passage.input, passage.options, house);
  }
  const before = written === "held before" ? await house.ledger.findHeld(passage.statement as string) : undefined;
  if (before) return repeat(before, passage.stream, house.settings);
  if (typeof written === "string") return { admission: await unavailable(passage, undefined, house.settings) };
  const { index } = written.record;
  await remember(passage, draft, index, house);
  if (draft.sealed.outcome === "accepted") await closeSuperseded(passage, house);
  return {
    index,
    ...(written.record.effects.length > 0 && { intended: await takeTurn(written, house) }),
    admission: toAdmission(draft.sealed, {
      note: draft.note,
      statement: passage.statement,
      duplicate: false,
      durable: true,
      ...exceptionUrlOf(draft.sealed, passage.stream, house.settings),
    }),
  };
}

/** Nobody else can have the turn: until this admission ends, nobody is told of the record. */
const takeTurn = async (stored: StoredRecord, { turns }: House): Promise<Intended> => ({
  stored,
  leave: await turns.enter(effectTurn(stored.record.index)),
});

/** The draft of the answer; a refusal where an event should be held and there is no more room for it. */
async function kept(arrived: Passage, house: House, drafted?: DraftAdmission): Promise<DraftAdmission> {
  const passage = withThoseAhead(arrived, house);
  const draft = drafted && passage === arrived ? drafted : draftAdmission(passage, house.settings);
  if (draft.sealed.outcome !== "held") return draft;
  const { status, limit } = await shelfFor(draft.sealed, house).room();
  if (status === "free") return draft;
  const sentence = `the shelf for held events is full at ${limit}: release or discard some, and send the event again`;
  return draftAdmission(
    extend(passage, { reasons: [{ stage: "commit", code: "shelf_full", effect: "deny", sentence }] }),
    house.settings,
  );
}

/** What waits behind others waits after everything else that was found: that is what it will be asked about. */
export function withThoseAhead(passage: Passage, { settings }: House): Passage {
  const { ahead = 0 } = passage;
  if (ahead === 0) return passage;
  const { maxBehind } = settings.limits;
  return extend(passage, ahead > maxBehind ? laneFull(maxBehind) : behindHeld(passage));
}

function behindHeld({ event, ahead = 1 }: Passage): Step {
  const sentence = `it waits behind ${ahead} earlier ${ahead === 1 ? "event" : "events"} of \`${event?.subject}\` that ${ahead === 1 ? "is" : "are"} held`;
  return {
    reasons: [{ stage: "order", code: BEHIND_HELD, effect: "review", heldFor: "quarantine", sentence }],
    findings: { order: [{ code: BEHIND_HELD, severity: "info", path: "", sentence, facts: { ahead } }] },
  };
}

const laneFull = (limit: number): Step => ({
  reasons: [
    {
      stage: "order",
      code: "lane_full",
      effect: "deny",
      sentence: `${limit} events of its business key are held already: decide about them, and send the event again`,
    },
  ],
});

/** The record, as it was written; or that the event was answered meanwhile, or is held already; or that the store gave no answer. */
async function write(
  passage: Passage,
  draft: DraftAdmission,
  house: House,
): Promise<StoredRecord | "lost" | "held before" | "unavailable"> {
  const { at } = passage;
  if (!house.breaker.allows(at)) return "unavailable";
  try {
    const admission = await signedIfCritical(draft, house);
    const intended = intendedWith(passage, draft, house);
    const statements = [...(passage.envelope ? [passage.envelope] : []), admission, ...intended];
    const capsule = capsuleFor(passage, draft, house);
    const reserve = takesIdentity(passage, draft.sealed);
    const entry = { sealed: admission, note: draft.note, ...(capsule && { capsule: capsule.id }) };
    let written = undefined as Omit<StoredRecord, "version"> | undefined;
    const result = await house.committer.commit({
      statements,
      size: 6 * (passage.text?.length ?? 0),
      writes: (first) => {
        const record = recordAt(first, passage, entry, intended);
        const [own, ...others] = newRecord(record, { reserve });
        written = { record, size: own.value.length };
        return [
          own,
          ...others,
          ...(passage.sightings ?? []),
          ...(capsule ? shelfFor(capsule, house).writesFor(capsule, placeOf(passage, first)) : []),
          ...stoppedWrites(passage, draft, capsule?.id, house),
        ];
      },
    });
    house.breaker.succeeded();
    if (result.committed) return { ...(written as StoredRecord), version: result.versions[0] as Version };
    if (result.conflicts.some(({ key }) => isIdentityKey(key) || house.replays.isKey(key))) return "lost";
    return result.conflicts.some(({ key }) => isHeldKey(key)) ? "held before" : "unavailable";
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    house.breaker.failed(at);
    return "unavailable";
  }
}

/** The log vouches for every admission; one of critical impact bears the house's own signature, too. */
export const signedIfCritical = async ({ sealed, envelope }: DraftAdmission, { keys }: House): Promise<Envelope> =>
  sealed.tier === "critical" ? countersign(envelope, keys.house.signer) : envelope;

/** The statement that its effect is intended, where that is known with its acceptance. */
const intendedWith = ({ envelope, repair }: Passage, { sealed }: DraftAdmission, house: House): readonly Envelope[] =>
  envelope && repair?.consumer !== undefined && sealed.outcome === "accepted"
    ? [stateEffect(envelope, "intended", repair.consumer, house)]
    : [];

function recordAt(
  first: number,
  { envelope, derivation }: Passage,
  entry: Omit<AdmissionEntry, "index">,
  intended: readonly Envelope[],
): EventRecord {
  const index = envelope ? first + 1 : first;
  return {
    formatVersion: 1,
    index: first,
    ...(envelope && { envelope }),
    admissions: [
      {
        ...entry,
        index,
        ...(derivation && { derivation: { ...derivation, sequence: first } as unknown as JsonObject }),
      },
    ],
    approvals: [],
    effects: intended.map((sealed, at) => ({ sealed, index: index + 1 + at })),
  };
}

/** What cannot be read has a shelf of its own. */
const shelfFor = ({ heldFor }: { readonly heldFor?: HeldFor }, { shelf, deadLetters }: House): Shelf =>
  heldFor === "dead-letter" ? deadLetters : shelf;

/** An event that reuses an identity must not take it from the one that has it; one that is to be sent again must find its own free. */
const leavesIdentity: ReadonlySet<string> = new Set(["identity_reused", "shelf_full", "lane_full"]);

const takesIdentity = ({ provenance }: Passage, { reasons }: DraftAdmission["sealed"]): boolean =>
  provenance?.status === "proven" && !reasons.some(({ code }) => leavesIdentity.has(code));

/** Events of a business key stand in the order of the ledger. What nobody vouches for must not make others wait. */
const placeOf = ({ provenance }: Passage, index: number): string | undefined =>
  provenance?.status === "proven" ? String(index).padStart(16, "0") : NO_LANE;

function capsuleFor(passage: Passage, { sealed, note }: DraftAdmission, { settings }: House): Capsule | undefined {
  const { event, envelope, detector } = passage;
  if (sealed.outcome !== "held" || sealed.heldFor === undefined) return undefined;
  return createCapsule(
    {
      admission: sealed.id,
      heldFor: sealed.heldFor,
      at: passage.at,
      bytes: utf8(passage.text ?? ""),
      findings: Object.values(note.findings).flat(),
      ...(event?.subject !== undefined && { key: event.subject }),
      ...(sealed.contract && { contract: sealed.contract }),
      ...(detector && { detector }),
      ...(envelope && { envelope }),
    },
    { random: settings.random },
  );
}

/** What is durable is learned from. */
export async function remember(
  passage: Passage,
  { sealed, note }: DraftAdmission,
  index: number,
  house: House,
): Promise<void> {
  const { event, envelope, stream, contract, provenance, statement } = passage;
  if (!event || !envelope || statement === undefined) return;
  await house.memory.learn({
    index,
    event,
    stream,
    ...(contract && { contract }),
    // What somebody else had to repair says nothing good about its source.
    provenance: passage.repair ? "unknown" : (provenance?.status ?? "unknown"),
    signedBy: sealed.signedBy,
    accepted: sealed.outcome === "accepted",
    findings: note.findings,
    at: sealed.at,
    statement,
  });
  // A snapshot only saves reading the ledger again: the answer does not depend on it.
  await house.memory.save().catch(() => undefined);
}

/** The answer that was given before, to the same event. */
export function repeat({ record }: StoredRecord, stream: Stream, settings: Settings): Admitted {
  const { sealed, note } = record.admissions.at(-1) as EventRecord["admissions"][number];
  const admission = parseSealedAdmission(statementOf(sealed).predicate);
  const statement = record.envelope && envelopeDigest(record.envelope);
  return {
    index: record.index,
    admission: toAdmission(admission, {
      note,
      statement,
      duplicate: true,
      durable: true,
      ...exceptionUrlOf(admission, stream, settings),
    }),
  };
}
