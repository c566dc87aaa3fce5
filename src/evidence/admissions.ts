import { isIntegrityError, type Statement } from "../foundation/index.ts";
import { admissionPredicate, type VerifiedStatement } from "../provenance/index.ts";
import { parseSealedAdmission, type SealedAdmission } from "./admission.ts";

/** An admission with what it is about. */
export interface AdmissionAbout {
  /** SHA-256 of the event's statement. */
  readonly about: string;
  readonly at: string;
  readonly admission: SealedAdmission | undefined;
}

export function admissionsOf(values: readonly VerifiedStatement[]): readonly AdmissionAbout[] {
  return (
    values
      .filter(({ statement }) => statement.predicateType.startsWith(`${admissionPredicate.name}:`))
      // An admission of something that could not be read as an event is about a capsule.
      .filter(({ statement }) => statement.subject[0]?.name === "statement")
      .map(({ statement, claimedAt }) => ({
        about: statement.subject[0]?.digest.sha256 ?? "",
        at: claimedAt,
        admission: readAdmission(statement.predicate),
      }))
  );
}

/** The admission that a statement is, with the statement that it is about; nothing for any other statement. */
export function admissionOf({
  predicateType,
  predicate,
  subject: [subject],
}: Statement): { readonly about: string; readonly admission: SealedAdmission } | "unreadable" | undefined {
  if (!predicateType.startsWith(`${admissionPredicate.name}:`) || subject?.name !== "statement") return undefined;
  const admission = readAdmission(predicate);
  return admission ? { about: subject.digest.sha256, admission } : "unreadable";
}

function readAdmission(predicate: unknown): SealedAdmission | undefined {
  try {
    return parseSealedAdmission(predicate);
  } catch (error) {
    if (isIntegrityError(error)) return undefined;
    throw error;
  }
}

/** A statement with the event that was shown under it: a forgery under an old signature is another event than the old one. */
export const shownAs = (
  statement: string,
  event: { readonly source?: string; readonly id?: string } | undefined,
): string => `${statement} ${event?.source} ${event?.id}`;

/** The event that an admission answers. */
export const answeredBy = ({ about, admission }: AdmissionAbout): string => shownAs(about, admission?.event);

/** Whether the house turned the event away as not authentic, or would have. */
export const isTurnedAway = (admission: SealedAdmission): boolean =>
  (admission.wouldBe ?? admission).outcome !== "accepted" &&
  admission.reasons.some(({ stage }) => stage === "provenance");
