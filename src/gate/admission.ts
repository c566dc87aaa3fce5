import type { AdmissionNote, ReasonCode, Ruling, SealedAdmission } from "../evidence/index.ts";
import { type Envelope, type Finding, formatInstant, type JsonObject, toBase64url } from "../foundation/index.ts";
import { admissionPredicate, stateHouse } from "../provenance/index.ts";
import type { Passage, PassageReason } from "./passage.ts";
import { isSpared, reasonsOf, ruleOn } from "./ruling.ts";
import type { Settings } from "./settings.ts";
import { tierOf } from "./tier.ts";

/** Why, with a sentence for people. */
export interface AdmissionReason extends ReasonCode {
  readonly sentence: string;
}

/** The gate's answer for one event. */
export interface Admission extends Omit<SealedAdmission, "reasons"> {
  /** One line that a person understands. */
  readonly sentence: string;
  /** The most severe first. */
  readonly reasons: readonly AdmissionReason[];
  readonly findings: readonly Finding[];
  /** SHA-256 of the event's statement: what approvals are about. Absent for what could not be read. */
  readonly statement?: string;
  /** Whether this is the answer to an earlier delivery of the same event. */
  readonly duplicate: boolean;
  /** Whether the answer is written down for good. It is not when the store gave no answer, or the deadline came first. */
  readonly durable: boolean;
  /** Where people find the exception that a stopped event belongs to, when the configuration says where those are. */
  readonly exceptionUrl?: string;
  /** The answer as RFC 9457 problem details, for HTTP and for ERP hooks. */
  toProblem(): Problem;
}

/** RFC 9457. Status: 202 accepted, 409 held, 422 held or refused for its content, 403 refused. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly reasons: readonly AdmissionReason[];
}

/** An admission ready to be written: sealed for auditors, and in words for people. */
export interface DraftAdmission {
  readonly sealed: SealedAdmission;
  readonly envelope: Envelope;
  readonly note: AdmissionNote;
}

export function draftAdmission(passage: Passage, { random }: Settings): DraftAdmission {
  const reasons = reasonsOf(passage);
  const sealed = toSealed(passage, reasons, toBase64url(random.bytes(16)));
  const subject = passage.statement === undefined ? [] : [{ name: "statement", digest: { sha256: passage.statement } }];
  return { sealed, envelope: stateHouse(admissionPredicate, subject, sealed), note: toNote(sealed, passage, reasons) };
}

function toSealed(
  passage: Passage,
  reasons: readonly [PassageReason, ...PassageReason[]],
  id: string,
): SealedAdmission {
  const { at, event, contract, trust, decision, stream, provenance } = passage;
  const ruling = ruleOn(reasons);
  const mode = isSpared(reasons) ? "observe" : stream.mode;
  return {
    formatVersion: 1,
    id,
    at: formatInstant(at),
    event: {
      id: event?.id ?? "",
      source: event?.source ?? "",
      type: event?.type ?? "",
      ...(event?.subject !== undefined && { subject: event.subject }),
    },
    ...(mode === "observe" && ruling.outcome !== "accepted" ? { outcome: "accepted", wouldBe: ruling } : ruling),
    mode,
    tier: tierOf(passage),
    signedBy: provenance?.signedBy ?? "receiver",
    reasons: reasons.map(({ stage, code, path }) => ({ stage, code, ...(path !== undefined && { path }) })),
    // A copy, because the trace of a decision holds values of the data, and is not to outlive it.
    ...(decision && { decision: { ...decision } as unknown as JsonObject }),
    ...(contract && {
      contract: { id: contract.contract.id, version: contract.contract.version, digest: contract.digest },
    }),
    ...(trust && {
      trust: { score: trust.score, uncertainty: trust.uncertainty, state: trust.state, model: trust.model },
    }),
  };
}

function toNote(sealed: SealedAdmission, { findings }: Passage, reasons: readonly PassageReason[]): AdmissionNote {
  return {
    sentence: toSentence(sealed, reasons),
    reasons: reasons.map(({ sentence }) => sentence),
    findings: findings as AdmissionNote["findings"],
  };
}

/** The outcome, the strongest reason in full, and how many more there are. */
function toSentence({ outcome, heldFor, wouldBe }: SealedAdmission, reasons: readonly PassageReason[]): string {
  const [first, ...others] = reasons.filter(({ effect }) => effect === reasons[0]?.effect);
  const more = others.length === 0 ? "" : `; and ${others.length} more`;
  const what = wouldBe
    ? `accepted while observing; enforced, it would be ${inWords(wouldBe)}`
    : inWords({ outcome, ...(heldFor && { heldFor }) });
  return `${what}: ${first?.sentence ?? "no reason"}${more}`;
}

const heldForWords: Readonly<Record<string, string>> = {
  review: "held for review",
  quarantine: "held in quarantine",
  deadline: "held because time ran out",
  unavailable: "held because something that must be asked gave no answer",
  "dead-letter": "held as a dead letter",
};

const inWords = ({ outcome, heldFor }: Ruling): string =>
  outcome === "held" ? (heldForWords[heldFor ?? "review"] as string) : outcome;

interface AdmissionFacts {
  readonly note: AdmissionNote;
  readonly statement?: string | undefined;
  readonly duplicate: boolean;
  readonly durable: boolean;
  readonly exceptionUrl?: string;
}

/** The answer that the caller gets. */
export function toAdmission(
  sealed: SealedAdmission,
  { note, statement, duplicate, durable, exceptionUrl }: AdmissionFacts,
): Admission {
  const reasons = sealed.reasons.map((reason, at) => ({ ...reason, sentence: note.reasons[at] ?? "" }));
  const admission = {
    ...sealed,
    sentence: note.sentence,
    reasons,
    findings: Object.values(note.findings).flat(),
    ...(statement !== undefined && { statement }),
    duplicate,
    durable,
    ...(exceptionUrl !== undefined && { exceptionUrl }),
  };
  // Not enumerable: an admission is data, and is printed and copied as such.
  return Object.defineProperty(admission as unknown as Admission, "toProblem", { value: () => toProblem(admission) });
}

const contentStages: ReadonlySet<string> = new Set(["read", "contract", "drift"]);

function toProblem({ id, outcome, heldFor, sentence, reasons }: Omit<Admission, "toProblem">): Problem {
  const [first] = reasons;
  const aboutContent = contentStages.has(first?.stage ?? "");
  return {
    type: `urn:countersign:problem:${first?.code ?? outcome}`,
    title: inWords({ outcome, ...(heldFor && { heldFor }) }),
    status: outcome === "accepted" ? 202 : aboutContent ? 422 : outcome === "held" ? 409 : 403,
    detail: sentence,
    instance: `urn:countersign:admission:${id}`,
    code: first?.code ?? outcome,
    reasons,
  };
}
