import {
  type HeldFor,
  heldForReasons,
  type JsonObject,
  type Outcome,
  outcomes,
  type Tier,
} from "../foundation/index.ts";
import { closed, flag, instant, jsonObject, listOf, oneOf, readFormat, sha256, text } from "../foundation/shape.ts";

/** Whether the answers of a stream bind, or are only told. */
export type Mode = "observe" | "enforce";

/** What the gate answers, without the words for people. */
export interface Ruling {
  readonly outcome: Outcome;
  /** Only with `held`. */
  readonly heldFor?: HeldFor;
}

/** Why: which stage said so, as a code, and where in the event. */
export interface ReasonCode {
  readonly stage: string;
  readonly code: string;
  readonly path?: string;
}

/** An admission as it is sealed: codes and names, and no value of the data. See `docs/formats/admission.md`. */
export interface SealedAdmission extends Ruling {
  readonly formatVersion: 1;
  /** 16 random bytes, base64url. */
  readonly id: string;
  readonly at: string;
  readonly event: { readonly id: string; readonly source: string; readonly type: string; readonly subject?: string };
  readonly mode: Mode;
  /** What `enforce` would have answered, where `observe` answered otherwise. */
  readonly wouldBe?: Ruling;
  readonly tier: Tier;
  readonly signedBy: "source" | "receiver";
  readonly reasons: readonly ReasonCode[];
  readonly decision?: JsonObject;
  readonly contract?: { readonly id: string; readonly version: string; readonly digest: string };
  readonly trust?: {
    readonly score: string;
    readonly uncertainty: string;
    readonly state: string;
    readonly model: string;
  };
  readonly degraded?: true;
}

const heldFor = oneOf(...heldForReasons);
const outcome = oneOf(...outcomes);

const shape = closed(
  {
    formatVersion: oneOf(1),
    id: text,
    at: instant,
    event: closed({ id: text, source: text, type: text }, { subject: text }),
    outcome,
    mode: oneOf("observe", "enforce"),
    tier: oneOf("low", "material", "critical"),
    signedBy: oneOf("source", "receiver"),
    reasons: listOf(closed({ stage: text, code: text }, { path: text })),
  },
  {
    heldFor,
    wouldBe: closed({ outcome }, { heldFor }),
    decision: jsonObject,
    contract: closed({ id: text, version: text, digest: sha256 }),
    trust: closed({ score: text, uncertainty: text, state: text, model: text }),
    degraded: flag,
  },
);

/** @throws {FoundationError} `newer_format`, `format_malformed` */
export const parseSealedAdmission = (value: unknown): SealedAdmission =>
  readFormat("admission", 1, shape, value) as SealedAdmission;
