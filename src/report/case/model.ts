import type { Verdict } from "../../foundation/index.ts";

/** Everything that is shown of one file of evidence, once it was read and verified. */
export interface CaseModel {
  readonly verdict: Verdict<unknown>;
  /** SHA-256 of the file. */
  readonly digest: string;
  /** What the manifest says; absent where it cannot be read. */
  readonly about?: string;
  readonly madeAt?: string;
  readonly audience?: string;
  readonly keys: readonly CaseKey[];
  /** Whether the keys came with the file that is verified by them. */
  readonly keysAlong: boolean;
  /** In order of time. */
  readonly story: readonly StoryEntry[];
  /** Whether this platform lacks an algorithm that a signature needs. */
  readonly cannotCompute?: boolean;
}

/** A key that is believed. */
export interface CaseKey {
  readonly keyId: string;
  readonly principal: string;
  readonly algorithm: string;
  readonly roles: readonly string[];
  readonly sources: readonly string[];
  readonly validFrom: string;
  readonly validUntil?: string;
}

/** One thing that happened. */
export interface StoryEntry {
  readonly kind: "event" | "admission" | "approval" | "effect" | "record";
  readonly at: string;
  /** A name of what happened: the event's type, the answer. */
  readonly title: string;
  readonly outcome?: "accepted" | "held" | "refused";
  readonly source?: string;
  /** What people were told, in English. */
  readonly sentences: readonly string[];
  /** Codes of reasons. */
  readonly codes: readonly string[];
  readonly signers: readonly StorySigner[];
  /** The business data, as JSON text. */
  readonly data?: string;
}

/** Who signed, by the key's thumbprint. */
export interface StorySigner {
  readonly keyId: string;
  /** Absent for a key that is not among the trusted ones. */
  readonly principal?: string;
}
