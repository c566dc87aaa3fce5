import { canonicalJson, type JsonValue, utf8 } from "../../../src/foundation/index.ts";

/** Evidence with one thing altered. */
export interface Mutant {
  /** What was done, and where: `drop /parts/0/value/payload`. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** As a bundle is written: canonical JSON and a newline, so that only what was altered can show. */
export const toMutant = (id: string, bundle: JsonValue): Mutant => lazily(id, () => bundle);

/** Written when somebody looks: of thousands, most are left out by default. */
export function lazily(id: string, make: () => JsonValue): Mutant {
  let written: Uint8Array | undefined;
  return {
    id,
    get bytes() {
      written ??= utf8(`${canonicalJson(make())}\n`);
      return written;
    },
  };
}
