import {
  type AdmissionEntry,
  type AdmissionNote,
  type ApprovalEntry,
  changedRecord,
  type EventRecord,
  parseSealedAdmission,
  type SealedAdmission,
  type StoredRecord,
} from "../evidence/index.ts";
import { type Envelope, type Event, eventIdentity } from "../foundation/index.ts";
import { type Approval, toApproval } from "../policy/index.ts";
import {
  approvalPredicate,
  envelopeDigest,
  predicateType,
  statementOf,
  type VerifiedStatement,
  verifyEnvelope,
} from "../provenance/index.ts";
import { type Admission, type DraftAdmission, draftAdmission, toAdmission } from "./admission.ts";
import { remember, signedIfCritical, walk, withThoseAhead } from "./admit.ts";
import { GateError } from "./errors.ts";
import { decidedWrites, exceptionUrlOf } from "./exceptions.ts";
import { BUDGET_SPENT } from "./hold-budget.ts";
import type { House } from "./house.ts";
import type { Passage, PassageReason, StageName } from "./passage.ts";
import { streamOf } from "./settings.ts";
import { toReasons } from "./stages/contract.ts";
import { reviewReasons } from "./stages/drift.ts";

/**
 * Takes a signed approval, or rejection, of a held event, and asks the policy again. The approval counts for exactly
 * the statement that it names; whether there are enough, by the right people, is for the policy to say.
 *
 * @throws {GateError} `approval_refused` when the approval cannot be believed, `approval_without_change` when no held
 * event has that statement, `log_busy`.
 */
export async function approve(envelope: unknown, house: House): Promise<Admission> {
  const { approval, sealed } = await believe(envelope, house);
  const held = await house.ledger.findHeld(approval.change);
  if (!held?.record.envelope?.event) throw withoutChange(approval.change);
  const leave = await house.turns.enter(eventIdentity(held.record.envelope.event));
  try {
    const { admission } = await decideAgain(approval.change, { approval, sealed }, house);
    return admission;
  } finally {
    leave();
  }
}

/** An approval that can be believed, with its envelope. */
export interface Believed {
  readonly approval: Approval;
  readonly sealed: Envelope;
}

/** @throws {GateError} `approval_refused` */
export async function believe(envelope: unknown, { keys, settings }: House): Promise<Believed> {
  const at = settings.clock.now();
  const { status, checks, value } = await verifyEnvelope(envelope, {
    trustedKeys: keys.trusted,
    at,
    clockSkewMs: settings.limits.clockSkewMs,
  });
  if (status !== "proven" || !value)
    throw refused(
      checks
        .filter((check) => check.status === status)
        .map(({ sentence }) => sentence)
        .join("; "),
    );
  if (value.statement.predicateType !== predicateType(approvalPredicate))
    throw refused("it is a statement about something else");
  return { approval: readApproval(value), sealed: envelope as Envelope };
}

function readApproval({ statement, digest, predicate, vouchers }: VerifiedStatement): Approval {
  const subject = statement.subject.find(({ name }) => name === "statement");
  const principal = vouchers.find(({ role }) => role === "approver")?.principal;
  if (!subject || principal === undefined) throw refused("it does not say which statement it is about");
  return toApproval(predicate, { statement: digest, principal, change: subject.digest.sha256 });
}

const refused = (problem: string): GateError =>
  new GateError("approval_refused", `the approval does not count: ${problem}`, { problem });

const withoutChange = (statement: string): GateError =>
  new GateError(
    "approval_without_change",
    `no held event has the statement \`${statement}\`: approve the one that the admission names`,
    { statement },
  );

/** A held event that was asked about again, and where the ledger has it. */
export interface Decided {
  readonly admission: Admission;
  readonly index: number;
}

/**
 * Reads the record now that nobody else changes it, adds the approval where there is one, and asks again. Without an
 * approval an answer that still holds the event is not written down: nothing has changed.
 */
export async function decideAgain(statement: string, given: Believed | undefined, house: House): Promise<Decided> {
  const stored = (await house.ledger.findHeld(statement)) as StoredRecord;
  const { record } = stored;
  const approvals = [...record.approvals.map(toApprovalAgain), ...(given ? [given.approval] : [])];
  const asked = given ? askedAgain : askedInItsTurn;
  const passage = withThoseAhead(
    await walk(fromRecord(record, approvals, house), house, ({ name }) => asked.has(name)),
    house,
  );
  try {
    // Without an answer nothing is decided: the event stays held, and the approval is to be sent again.
    if (passage.failure) throw passage.failure;
    return await writeAgain(passage, stored, given, house);
  } finally {
    passage.leaveLane?.();
  }
}

async function writeAgain(
  passage: Passage,
  { record, version, size }: StoredRecord,
  given: Believed | undefined,
  house: House,
): Promise<Decided> {
  const draft = draftAdmission(passage, house.settings);
  const isChange = given !== undefined || draft.sealed.outcome !== "held";
  if (isChange) {
    const answer = { sealed: await signedIfCritical(draft, house), note: draft.note };
    const result = await house.committer.commit({
      statements: [...(given ? [given.sealed] : []), answer.sealed],
      size: 2 * size,
      writes: (first) => [
        changedRecord(
          grown(record, approvalAt(given, first), { ...answer, index: given ? first + 1 : first }),
          version,
        ),
        ...decidedWrites(record, draft.sealed, house),
      ],
    });
    if (!result.committed) {
      passage.leaveLane?.();
      return decideAgain(passage.statement as string, given, house);
    }
    await remember(passage, draft, record.index, house);
  }
  if (given && draft.sealed.outcome === "accepted") await release(record, given.approval, house);
  return { admission: toAnswer(draft, passage, house), index: record.index };
}

const toAnswer = ({ sealed, note }: DraftAdmission, { statement, stream }: Passage, { settings }: House): Admission =>
  toAdmission(sealed, {
    note,
    statement,
    duplicate: false,
    durable: true,
    ...exceptionUrlOf(sealed, stream, settings),
  });

const approvalAt = (given: Believed | undefined, index: number): readonly ApprovalEntry[] =>
  given ? [{ sealed: given.sealed, index, principal: given.approval.principal }] : [];

/** What may stand otherwise by now. The rest was found about the event itself, and stays found. */
const askedInItsTurn: ReadonlySet<StageName> = new Set(["provenance", "contract", "trust", "policy", "lineage"]);
/** An approval may come out of turn: an event that is approved waits behind those before it all the same. */
const askedAgain: ReadonlySet<StageName> = new Set([...askedInItsTurn, "order"]);

function toApprovalAgain({ sealed, principal }: ApprovalEntry): Approval {
  const { predicate, subject } = statementOf(sealed);
  return toApproval(predicate, {
    statement: envelopeDigest(sealed),
    principal,
    change: subject[0]?.digest.sha256 ?? "",
  });
}

const grown = (record: EventRecord, approvals: readonly ApprovalEntry[], admission: AdmissionEntry): EventRecord => ({
  ...record,
  approvals: [...record.approvals, ...approvals],
  admissions: [...record.admissions, admission],
});

/** The event as it was when it was held, with the approvals it has by now. */
function fromRecord({ envelope, admissions }: EventRecord, approvals: readonly Approval[], house: House): Passage {
  const event = envelope?.event as Event;
  const { sealed, note, capsule } = admissions[0] as AdmissionEntry;
  const first = parseSealedAdmission(statementOf(sealed).predicate);
  const drift = note.findings.drift;
  const stream = streamOf(house.settings, event);
  const contract = house.contractFor(event, stream);
  return {
    at: house.settings.clock.now(),
    seenAt: new Date(first.at),
    input: undefined,
    options: {},
    event,
    envelope: envelope as Envelope,
    statement: envelopeDigest(envelope as Envelope),
    stream,
    ...(contract && { contract }),
    ...(capsule !== undefined && { capsule }),
    approvals,
    findings: drift ? { drift } : {},
    reasons: [
      ...budgetOf(first, note),
      ...toReasons("drift", drift ?? []),
      // Whoever approves it has looked.
      ...(approvals.length === 0 ? reviewReasons(drift ?? [], { stream, event, ...(contract && { contract }) }) : []),
      ...reuse(first),
    ],
  };
}

/** What was held beyond the budget of its stream stays part of that exception. */
const budgetOf = ({ reasons }: SealedAdmission, note: AdmissionNote): readonly PassageReason[] =>
  reasons.flatMap(({ code, path }, at) =>
    code === BUDGET_SPENT
      ? [
          {
            stage: "drift",
            code,
            effect: "quarantine",
            sentence: note.reasons[at] ?? "",
            ...(path !== undefined && { path }),
          },
        ]
      : [],
  );

/** An identity that was taken stays taken: no approval makes two different events one. */
const reuse = ({ reasons }: SealedAdmission): readonly PassageReason[] =>
  reasons
    .filter(({ code }) => code === "identity_reused")
    .map(({ code }) => ({
      stage: "duplicate",
      code,
      effect: "quarantine",
      sentence: "another event with this identity was admitted before",
    }));

async function release(
  { admissions }: EventRecord,
  { principal, statement }: Approval,
  { shelf, settings }: House,
): Promise<void> {
  const capsule = admissions[0]?.capsule;
  if (capsule === undefined) return;
  await shelf.release(capsule, {
    by: principal,
    reason: `approved by statement ${statement}`,
    at: settings.clock.now(),
  });
}
