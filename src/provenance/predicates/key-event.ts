import type { JsonObject } from "../../foundation/index.ts";
import { closed, instant, jsonObject, oneOf, type Shape, sha256 } from "../../foundation/shape.ts";
import type { PredicateKind } from "./predicate.ts";

interface Told {
  readonly formatVersion: 1;
  /** When the house says so. */
  readonly at: string;
}

/** What a house says about a key, which is the subject of the statement. */
export type KeyEventPredicate = Told &
  (
    | { readonly action: "add"; readonly entry: JsonObject }
    /** The subject ends now, and the key of the entry takes its place. */
    | { readonly action: "rotate"; readonly entry: JsonObject }
    /** `next` is the digest of the key that will follow, which nobody has seen yet. */
    | { readonly action: "precommit"; readonly next: string }
    | { readonly action: "revoke"; readonly from: string }
    | { readonly action: "compromise"; readonly from: string }
  );

const told = { formatVersion: oneOf(1), at: instant };

/** To add an action, add a row here and one in `key-history.ts`. */
const shapes: Readonly<Record<KeyEventPredicate["action"], Shape<object>>> = {
  add: closed({ ...told, action: oneOf("add"), entry: jsonObject }),
  rotate: closed({ ...told, action: oneOf("rotate"), entry: jsonObject }),
  precommit: closed({ ...told, action: oneOf("precommit"), next: sha256 }),
  revoke: closed({ ...told, action: oneOf("revoke"), from: instant }),
  compromise: closed({ ...told, action: oneOf("compromise"), from: instant }),
};

const anAction = oneOf("add", "rotate", "precommit", "revoke", "compromise");

/** Statements of a house about the life of its keys, and of those it trusts. */
export const keyEventPredicate: PredicateKind<KeyEventPredicate> = {
  name: "urn:countersign:predicate:key-event",
  formatVersion: 1,
  signedBy: "receiver",
  shape: (value, path) =>
    shapes[anAction(jsonObject(value, path).action, `${path}/action`)](value, path) as KeyEventPredicate,
  claimedTime: ({ at }) => at,
};
