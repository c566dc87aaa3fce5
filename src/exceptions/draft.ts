import { canonicalJson, hasCode, type JsonValue, parseJson, utf8 } from "../foundation/index.ts";
import type { Store, Stored, Write } from "../stores/index.ts";
import { altered, ExceptionsError } from "./errors.ts";

/** Changes that become durable together or not at all. What it reads is what it has written, else what the store holds. */
export interface Draft {
  /** @throws {ExceptionsError} `exception_altered` @throws {FoundationError} `newer_format` */
  read<Value>(key: string, parse: (value: JsonValue) => Value): Promise<Value | undefined>;
  write(key: string, value: unknown): void;
  remove(key: string): Promise<void>;
  /** Each expects what was there when it was first looked at. */
  writes(): readonly Write[];
}

interface Entry {
  readonly stored: Stored | undefined;
  value?: Uint8Array | "deleted";
}

function createDraft(store: Store): Draft {
  const entries = new Map<string, Entry>();
  const entryOf = async (key: string): Promise<Entry> => {
    const known = entries.get(key) ?? { stored: await store.get(key) };
    entries.set(key, known);
    return known;
  };
  return {
    async read(key, parse) {
      const { value, stored } = await entryOf(key);
      if (value === "deleted") return undefined;
      const bytes = value ?? stored?.value;
      return bytes && parseRecord(key, bytes, parse);
    },
    write(key, value) {
      const entry = entries.get(key) ?? { stored: undefined };
      entries.set(key, { ...entry, value: utf8(canonicalJson(value as JsonValue)) });
    },
    async remove(key) {
      entries.set(key, { ...(await entryOf(key)), value: "deleted" });
    },
    writes: () =>
      [...entries].flatMap(([key, { stored, value }]) =>
        value === undefined || (value === "deleted" && !stored)
          ? []
          : [{ key, value, expected: stored?.version ?? "absent" }],
      ),
  };
}

/** Reads a record of the queue. @throws {ExceptionsError} `exception_altered` @throws {FoundationError} `newer_format` */
export function parseRecord<Value>(key: string, bytes: Uint8Array, parse: (value: JsonValue) => Value): Value {
  try {
    return parse(parseJson(bytes));
  } catch (error) {
    if (hasCode(error, "newer_format")) throw error;
    throw altered(key, (error as Error).message, error);
  }
}

/** Tries against others who change the same. */
const MAX_ATTEMPTS = 16;

/**
 * Does work on a draft and commits it; does it again from the beginning when somebody else was quicker.
 *
 * @throws {ExceptionsError} `exceptions_contended`
 */
export async function commitDraft<Result>(store: Store, work: (draft: Draft) => Promise<Result>): Promise<Result> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const draft = createDraft(store);
    const result = await work(draft);
    const writes = draft.writes();
    if (writes.length === 0 || (await store.commit(writes)).committed) return result;
  }
  const message = "others keep changing the queue of exceptions: try again";
  throw new ExceptionsError("exceptions_contended", message, { attempts: MAX_ATTEMPTS }, { retryable: true });
}
