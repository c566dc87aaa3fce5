import {
  digestJson,
  type Envelope,
  equalJson,
  type JsonObject,
  type JsonValue,
  type Seal,
  type Subject,
} from "../foundation/index.ts";
import { parseEnvelope, statementOf } from "./envelope.ts";
import { type PredicateKind, predicateType } from "./predicates/predicate.ts";

/** What a record of the house says, as a statement about it says it. */
export interface Claim {
  readonly kind: PredicateKind;
  readonly subject: Subject;
  readonly body: JsonObject;
}

/** The signed statement of a record, or the word that there is none. */
export type ClaimSeal = Envelope | "unsealed";

/** Seals a claim where there is a seal. */
export const sealClaim = async ({ kind, subject, body }: Claim, seal: Seal | undefined): Promise<ClaimSeal> =>
  seal ? seal(predicateType(kind), [subject], body) : "unsealed";

/** Reads the seal of a record. @throws {ProvenanceError} `envelope_malformed`, `disclosures_malformed` @throws {FoundationError} `newer_format`, `format_malformed` */
export const parseClaimSeal = (value: unknown): ClaimSeal => (value === "unsealed" ? value : parseEnvelope(value));

/** Whether a seal states exactly this claim. Who signed it is for `verifyEnvelope` to find out. */
export const statesClaim = (seal: ClaimSeal, { kind, subject, body }: Claim): boolean =>
  seal === "unsealed" ||
  equalJson(statedIn(seal), { type: predicateType(kind), subject: [subject], predicate: body } as unknown as JsonValue);

function statedIn(seal: Envelope): JsonValue {
  try {
    const { predicateType: type, subject, predicate } = statementOf(seal);
    return { type, subject, predicate } as unknown as JsonValue;
  } catch {
    return null;
  }
}

/** A claim whose reason is free text states it by a salted digest: what people wrote cannot be guessed from it. */
export const withReasonDigest = <Body extends { readonly reason: string }>(body: Body, salt: string): JsonObject =>
  ({ ...body, reason: digestJson([salt, body.reason]).sha256 }) as unknown as JsonObject;
