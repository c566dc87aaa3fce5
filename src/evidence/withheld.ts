import { closed, oneOf, readShape, sha256 } from "../foundation/shape.ts";
import type { Part } from "./bundle.ts";
import { partsOf, readPart } from "./bundle-check.ts";

/** Something that is not in a bundle for outsiders, and what it is known by. See `docs/formats/bundle.md`. */
export interface Withheld {
  readonly what: "approval" | "contract";
  /** SHA-256: of the approval's statement, of the contract's canonical JSON. */
  readonly digest: string;
}

const shape = closed({ what: oneOf("approval", "contract"), digest: sha256 });

export const withheldPart = (withheld: Withheld): Part => ({ kind: "withheld", value: { ...withheld } });

/** What a bundle says that it keeps back, as far as it can be read. */
export const withheldOf = (parts: readonly Part[]): readonly Withheld[] =>
  partsOf(parts, "withheld").flatMap((value) => readPart(() => readShape("withheld part", shape, value)) ?? []);
