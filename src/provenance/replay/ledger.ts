import { canonicalJson, parseJson, utf8 } from "../../foundation/index.ts";
import { closed, oneOf, readFormat, sha256 } from "../../foundation/shape.ts";
import type { Store, Version, Write } from "../../stores/index.ts";
import type { Sighting } from "./sighting.ts";

/** What a sighting is, beside those before it. */
export type ReplayAnswer =
  /** Nothing like it is remembered. */
  | "new"
  /** The same event came the same way again: a delivery that was repeated. */
  | "duplicate"
  /** The same signed event came another way, or for somebody else. */
  | "replayed_elsewhere"
  /** What was said before is said again under another name. */
  | "replayed_as_new";

export interface ReplayLedgerOptions {
  /** Where in the store it lives. Default `replay/`. */
  readonly prefix?: string;
  /** How many sightings are remembered at most, a power of 16 from 16. Default 1,048,576. */
  readonly slots?: number;
}

/** What a look found, and what remembers it. */
export interface ReplayLook {
  readonly answer: ReplayAnswer;
  /** To be committed with whatever is decided about the event; none for what is remembered already. */
  readonly writes: readonly Write[];
}

/** Remembers which events came, in a bounded corner of a store. */
export interface ReplayLedger {
  /** Compares a sighting with those that are remembered. Whoever looks at the same keys at the same time must take turns. */
  look(sighting: Sighting): Promise<ReplayLook>;
  /** The keys that a look reads and writes, in ascending order. */
  keysOf(sighting: Sighting): readonly string[];
  /** Whether a conflict is about this ledger: then another one was written meanwhile, and it is to be looked again. */
  isKey(key: string): boolean;
}

const SLOTS = 16 ** 5;

interface Seen {
  readonly formatVersion: 1;
  /** The statement or the content that takes the slot. */
  readonly digest: string;
  readonly identity: string;
  readonly context: string;
}

const shape = closed({ formatVersion: oneOf(1), digest: sha256, identity: sha256, context: sha256 });

/**
 * A ledger of what was seen, in a fixed number of slots: each digest has one, by its first digits, and keeps it until
 * another digest falls there. At the bound the older sighting is forgotten: a replay of it is then no longer known by
 * what it says. Known identities are not this ledger's, and are not forgotten.
 */
export function createReplayLedger(
  store: Store,
  { prefix = "replay/", slots = SLOTS }: ReplayLedgerOptions = {},
): ReplayLedger {
  const digits = Math.round(Math.log2(slots) / 4);
  if (16 ** digits !== slots || digits < 1 || digits > 12) throw new TypeError("`slots` must be a power of 16 from 16");
  const keyOf = (digest: string): string => `${prefix}${digest.slice(0, digits)}`;
  const read = async (key: string): Promise<{ seen?: Seen; version: "absent" | Version }> => {
    const stored = await store.get(key);
    return stored ? { seen: readSeen(stored.value), version: stored.version } : { version: "absent" };
  };

  return {
    keysOf: (sighting) => [...new Set(digestsOf(sighting).map(keyOf))].sort(),
    isKey: (key) => key.startsWith(prefix),
    async look(sighting) {
      const answers: ReplayAnswer[] = [];
      const writes = new Map<string, Write>();
      for (const digest of digestsOf(sighting)) {
        const key = keyOf(digest);
        const { seen, version } = await read(key);
        const answer = seen?.digest === digest ? compare(sighting, seen, digest === sighting.statement) : "new";
        answers.push(answer);
        if (answer === "new") writes.set(key, { key, value: formatSeen(digest, sighting), expected: version });
      }
      return { answer: worst(answers), writes: [...writes.values()] };
    },
  };
}

const digestsOf = ({ statement, content }: Sighting): readonly string[] =>
  [statement, content].filter((digest) => digest !== undefined);

function compare({ identity, context }: Sighting, seen: Seen, isStatement: boolean): ReplayAnswer {
  if (identity !== seen.identity) return "replayed_as_new";
  return isStatement && context !== seen.context ? "replayed_elsewhere" : "duplicate";
}

const byWeight: readonly ReplayAnswer[] = ["replayed_as_new", "replayed_elsewhere", "duplicate", "new"];
const worst = (answers: readonly ReplayAnswer[]): ReplayAnswer =>
  byWeight.find((answer) => answers.includes(answer)) ?? "new";

const formatSeen = (digest: string, { identity, context }: Sighting): Uint8Array =>
  utf8(canonicalJson({ formatVersion: 1, digest, identity, context }));

/** @throws {FoundationError} `newer_format`, `format_malformed`: what cannot be read is not overwritten by guess */
function readSeen(bytes: Uint8Array): Seen {
  return readFormat("replay ledger entry", 1, shape, parseJson(bytes)) as Seen;
}
