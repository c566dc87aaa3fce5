import { StoreError } from "./errors.ts";
import type { Write } from "./store.ts";

export const MAX_KEY_BYTES = 512;
export const DEFAULT_MAX_VALUE_BYTES = 16_777_216;
/** How many of the largest values fit into one commit. */
export const VALUES_IN_A_COMMIT = 4;

const printable = /^[\x21-\x7e]*$/;

export const isKey = (key: unknown): key is string => isKeyStart(key) && key !== "";

const isKeyStart = (text: unknown): text is string =>
  typeof text === "string" && text.length <= MAX_KEY_BYTES && printable.test(text);

/** @throws {StoreError} `store_key_malformed` */
export function checkKey(key: string): void {
  if (!isKey(key)) throw malformedKey(key);
}

/** The same for what a walk is asked for: both may be empty. */
export function checkWalk(prefix: string, after: string | undefined): void {
  if (!isKeyStart(prefix)) throw malformedKey(prefix);
  if (after !== undefined && !isKeyStart(after)) throw malformedKey(after);
}

/** User input as messages show it: cut. */
export const cut = (text: unknown): string => {
  const shown = typeof text === "string" ? text : `a value of type ${typeof text}`;
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
};

const malformedKey = (key: unknown): StoreError =>
  new StoreError(
    "store_key_malformed",
    `\`${cut(key).replaceAll(/[^\x20-\x7e…]/g, "?")}\` is no key: use 1 to ${MAX_KEY_BYTES} bytes of printable ASCII without spaces`,
    { key: cut(key), limit: MAX_KEY_BYTES },
  );

/**
 * The writes of a commit as the store's own: checked, and copied before anything is awaited.
 *
 * @throws {TypeError} for a key that occurs twice, a value that is no bytes, an expectation that is none.
 * @throws {StoreError} `store_key_malformed`, `store_value_too_large`, `store_commit_too_large`
 */
export function ownWrites(writes: readonly Write[], maxValueBytes: number): readonly Write[] {
  const read = Array.from(writes, ({ key, value, expected }) => ({ key, value, expected }));
  for (const write of read) checkWrite(write, maxValueBytes);
  refuseTwice(read);
  refuseTooLarge(read, maxValueBytes * VALUES_IN_A_COMMIT);
  return read.map((write) => (write.value === "deleted" ? write : { ...write, value: new Uint8Array(write.value) }));
}

/** What a write weighs against the limits: its key and its value. */
export const writeSize = ({ key, value }: Pick<Write, "key" | "value">): number =>
  key.length + (value === "deleted" ? 0 : value.length);

function checkWrite({ key, value, expected }: Write, maxValueBytes: number): void {
  checkKey(key);
  if (typeof expected !== "string" || expected === "")
    throw new TypeError(`the write of \`${cut(key)}\` must say what it expects: "absent" or a version`);
  if (value === "deleted") return;
  if (!isBytes(value)) throw new TypeError(`the value of \`${cut(key)}\` must be a Uint8Array or "deleted"`);
  if (value.length > maxValueBytes) throw valueTooLarge(key, value.length, maxValueBytes);
}

// Not `instanceof`: test runners and plug-in hosts hand over arrays of another realm.
const isBytes = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] === "Uint8Array";

function refuseTwice(writes: readonly Write[]): void {
  const seen = new Set<string>();
  for (const { key } of writes) {
    if (seen.has(key)) throw new TypeError(`the key \`${cut(key)}\` occurs twice in one commit`);
    seen.add(key);
  }
}

function refuseTooLarge(writes: readonly Write[], limit: number): void {
  const size = writes.reduce((sum, write) => sum + writeSize(write), 0);
  if (size > limit) throw commitTooLarge(size, limit);
}

const valueTooLarge = (key: string, size: number, limit: number): StoreError =>
  new StoreError(
    "store_value_too_large",
    `the value of \`${cut(key)}\` has ${size} bytes, the limit is ${limit}: split it, or raise \`maxValueBytes\``,
    { key: cut(key), size, limit },
  );

const commitTooLarge = (size: number, limit: number): StoreError =>
  new StoreError("store_commit_too_large", `a commit of ${size} bytes is above the limit of ${limit}: split it`, {
    size,
    limit,
  });

/** A limit that a caller chose. @throws {TypeError} unless it is a whole number in the range. */
export function checkedLimit(name: string, value: number, lowest: number, highest: number): number {
  if (Number.isSafeInteger(value) && value >= lowest && value <= highest) return value;
  throw new TypeError(`\`${name}\` must be a whole number from ${lowest} to ${highest}`);
}
