import { canonicalJson, type JsonValue, utf8 } from "../../../src/foundation/index.ts";

/** Evidence with one thing altered. */
export interface Mutant {
  /** What was done, and where: `drop /parts/0/value/payload`. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** As a bundle is written: canonical JSON and a newline, so that only what was altered can show. */
export const toMutant = (id: string, bundle: JsonValue): Mutant => ({ id, bytes: utf8(`${canonicalJson(bundle)}\n`) });
