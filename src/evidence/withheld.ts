import type { Envelope, JsonValue } from "../foundation/index.ts";
import { closed, oneOf, readShape, sha256 } from "../foundation/shape.ts";
import { envelopeDigest } from "../provenance/index.ts";
import type { Part } from "./bundle.ts";
import { partsOf, readPart } from "./bundle-check.ts";
import { type Ending, endingOf, endingShape, endsAs, type Kept } from "./ending.ts";

/** Something that is not in a bundle for outsiders, and what it is known by. See `docs/formats/bundle.md`. */
export interface Withheld {
  readonly what: "contract" | Kept;
  /** SHA-256: of the statement of an approval or a plan, of a contract's canonical JSON. */
  readonly digest: string;
  /** The end of a statement, which shows what the log's entry is. */
  readonly ending?: Ending;
}

const shape = closed({ what: oneOf("approval", "contract", "repair-plan"), digest: sha256 }, { ending: endingShape });

export const withheldPart = (withheld: Withheld): Part => ({
  kind: "withheld",
  value: { ...withheld } as unknown as JsonValue,
});

/** A statement in which people wrote something: that stays in the house, and what the entry is does not. */
export const withheldStatement = (what: Kept, envelope: Envelope): Part =>
  withheldPart({ what, digest: envelopeDigest(envelope), ending: endingOf(envelope) });

/** What a bundle says that it keeps back, as far as it can be read. */
export const withheldOf = (parts: readonly Part[]): readonly Withheld[] =>
  partsOf(parts, "withheld").flatMap((value) => readPart(() => readShape("withheld part", shape, value)) ?? []);

/** The statements that are kept back of which it is proven that they are approvals, or plans. */
export const keptBackStatements = (parts: readonly Part[]): ReadonlySet<string> =>
  new Set(
    withheldOf(parts).flatMap(({ what, digest, ending }) =>
      what !== "contract" && ending && readPart(() => endsAs(what, digest, ending)) ? [digest] : [],
    ),
  );
