import { IntegrityError } from "../foundation/index.ts";

/** One failure of the quarantine room per code; `details` holds its facts. */
export interface QuarantineFailures {
  /** The capsule's bytes are not those that were held: their SHA-256 is another one. */
  capsule_altered: { readonly id: string };
  /** More bytes than a capsule holds: `of` says whether the event's own or the whole capsule's. */
  capsule_too_large: { readonly of: "event" | "capsule"; readonly size: number; readonly limit: number };
  /** A stored record is not as the shelf wrote it. */
  record_altered: { readonly key: string; readonly problem: string };
  /** The capsule was held under another contract, or under none. */
  capsule_of_other_contract: { readonly expected: string | null; readonly actual: string };
  /** A repair cannot be carried out on an event's data: what it is about is not there, or the result would not be exact. */
  repair_misfit: { readonly path: string; readonly problem: string };
  /** A plan multiplies or divides where the contract counts in a unit whose zero lies elsewhere, such as degrees. */
  factor_on_shifted_unit: { readonly path: string; readonly unit: string };
  /** The store has no interface for erasing. */
  purge_unsupported: Readonly<Record<never, never>>;
  /** Others kept moving the same capsule: the same call may succeed later. */
  shelf_contended: { readonly id: string; readonly attempts: number };
}

export class QuarantineError<Code extends keyof QuarantineFailures = keyof QuarantineFailures> extends IntegrityError<
  Code,
  QuarantineFailures[Code]
> {}
