import { canonicalJson, hasCode, toHex, utf8 } from "../foundation/index.ts";
import { type CommitResult, isPurgeable, put, type Store, type Stored, type Write } from "../stores/index.ts";

/** One promise that every store keeps. */
export interface StoreConformanceCase {
  readonly name: string;
  /** `open` gives an empty store of its own each time. Rejects with what was expected and what came instead. */
  run(open: () => Promise<Store>): Promise<void>;
}

const promise = (name: string, check: (store: Store) => Promise<void>): StoreConformanceCase => ({
  name,
  async run(open) {
    const store = await open();
    try {
      await check(store);
    } finally {
      await store.close();
    }
  },
});

/**
 * What a store must do, as data: any test runner can run it and any author of a driver can read it. Asks for keys of up
 * to 448 bytes, so that a corner of another store can keep every promise, too.
 */
export const storeConformance: readonly StoreConformanceCase[] = [
  promise("an absent key reads as undefined", async (store) => {
    same(await store.get("orders/1"), undefined);
  }),

  promise("what was committed is read back, with its version", async (store) => {
    const [version] = await written(store, [{ key: "orders/1", value: utf8("{}"), expected: "absent" }]);
    same(shown(await store.get("orders/1")), { value: "{}", version });
  }),

  promise("a write expecting the current version replaces it, and the version changes", async (store) => {
    const first = await create(store, "orders/1", "old");
    const [second] = await written(store, [{ key: "orders/1", value: utf8("new"), expected: first }]);
    same(first === second, false);
    same(shown(await store.get("orders/1")), { value: "new", version: second });
  }),

  promise("a write expecting absence is refused where something is, and told what", async (store) => {
    const version = await create(store, "orders/1", "first");
    same(lost(await put(store, "orders/1", utf8("second"), "absent")), [
      { key: "orders/1", current: { value: "first", version } },
    ]);
    same(shown(await store.get("orders/1"))?.value, "first");
  }),

  promise("a write expecting a version that was replaced is refused", async (store) => {
    const first = await create(store, "orders/1", "a");
    const [second] = await written(store, [{ key: "orders/1", value: utf8("b"), expected: first }]);
    same(lost(await put(store, "orders/1", utf8("c"), first)), [
      { key: "orders/1", current: { value: "b", version: second } },
    ]);
  }),

  promise("a write expecting a version where nothing is, is refused", async (store) => {
    const version = await create(store, "orders/1", "a");
    same(lost(await put(store, "orders/2", utf8("b"), version)), [{ key: "orders/2" }]);
  }),

  promise("a commit of nothing is committed", async (store) => {
    same(await store.commit([]), { committed: true, versions: [] });
  }),

  promise("a commit gives one version for each write, in their order", async (store) => {
    const versions = await written(store, [absent("b"), absent("a"), absent("c")]);
    same(new Set(versions).size, 3);
    same(await Promise.all(["b", "a", "c"].map(async (key) => (await store.get(key))?.version)), [...versions]);
  }),

  promise(
    "a conflict in the middle of a commit leaves everything as it was, and names every conflict",
    async (store) => {
      const version = await create(store, "b", "there");
      const result = await store.commit([absent("a"), absent("b"), { ...absent("c"), expected: "no-such-version" }]);
      same(lost(result), [{ key: "b", current: { value: "there", version } }, { key: "c" }]);
      same(await collect(store.keys("")), ["b"]);
    },
  ),

  promise(
    "of 50 concurrent writers that expect absence, exactly one wins and the others are told of it",
    async (store) => {
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, writer) => put(store, "number/1", utf8(`${writer}`), "absent")),
      );
      const current = shown(await store.get("number/1"));
      same(results.filter(({ committed }) => committed).length, 1);
      same(current?.value, `${results.findIndex(({ committed }) => committed)}`);
      for (const result of results) if (!result.committed) same(lost(result), [{ key: "number/1", current }]);
    },
  ),

  promise("50 concurrent writers that each retry from what is there lose no update", async (store) => {
    await Promise.all(Array.from({ length: 50 }, () => increment(store, "counter")));
    same(shown(await store.get("counter"))?.value, "50");
  }),

  promise("concurrent commits over the same two keys leave them as one of the commits wrote both", async (store) => {
    const writes = (text: string): readonly Write[] => [absent("left", text), absent("right", text)];
    const results = await Promise.all(Array.from({ length: 20 }, (_, at) => store.commit(writes(`${at}`))));
    same(results.filter(({ committed }) => committed).length, 1);
    same(shown(await store.get("left"))?.value, shown(await store.get("right"))?.value);
  }),

  promise("a deleted key reads as absent, is walked no more, and can be written again as absent", async (store) => {
    const first = await create(store, "orders/1", "a");
    await written(store, [{ key: "orders/1", value: "deleted", expected: first }]);
    same(await store.get("orders/1"), undefined);
    same(await collect(store.keys("")), []);
    const again = await create(store, "orders/1", "a");
    same(again === first, false);
  }),

  promise("a version from before a deletion fits nothing that is written later", async (store) => {
    const first = await create(store, "orders/1", "a");
    const [tombstone] = await written(store, [{ key: "orders/1", value: "deleted", expected: first }]);
    same(lost(await put(store, "orders/1", utf8("b"), first)), [{ key: "orders/1" }]);
    same(lost(await put(store, "orders/1", utf8("b"), tombstone ?? "")), [{ key: "orders/1" }]);
  }),

  promise("keys come in ascending byte order, under the prefix only", async (store) => {
    await written(
      store,
      ["b/2", "a", "b/10", "b", "c", "b/1", "B/1", "b~"].map((key) => absent(key)),
    );
    same(await collect(store.keys("b/")), ["b/1", "b/10", "b/2"]);
    same(await collect(store.keys("")), ["B/1", "a", "b", "b/1", "b/10", "b/2", "b~", "c"]);
    same(await collect(store.keys("nothing/")), []);
  }),

  promise("keys start after the given key, whether it is there or not", async (store) => {
    await written(
      store,
      ["b/1", "b/3", "b/5", "c/1"].map((key) => absent(key)),
    );
    same(await collect(store.keys("b/", "b/1")), ["b/3", "b/5"]);
    same(await collect(store.keys("b/", "b/2")), ["b/3", "b/5"]);
    same(await collect(store.keys("b/", "a")), ["b/1", "b/3", "b/5"]);
    same(await collect(store.keys("b/", "b/5")), []);
    same(await collect(store.keys("b/", "z")), []);
  }),

  promise(
    "keys that are there all the while are walked once, whatever is written and deleted meanwhile",
    async (store) => {
      const staying = Array.from({ length: 300 }, (_, at) => `k/${String(at * 2).padStart(4, "0")}`);
      await written(
        store,
        staying.map((key) => absent(key)),
      );
      const walked: string[] = [];
      for await (const key of store.keys("k/")) {
        if (walked.length % 10 === 0) await disturb(store, walked.length);
        walked.push(key);
      }
      same(
        walked.filter((key) => staying.includes(key)),
        staying,
      );
      same(walked, [...new Set(walked)].sort());
    },
  ),

  promise("a walk that is given up early leaves the store usable", async (store) => {
    await written(
      store,
      ["a", "b"].map((key) => absent(key)),
    );
    for await (const _ of store.keys("")) break;
    same(await collect(store.keys("")), ["a", "b"]);
  }),

  promise("a caller owns its buffers: changing them afterwards changes nothing stored", async (store) => {
    const handedIn = utf8("original");
    const committing = put(store, "k", handedIn, "absent");
    handedIn.fill(0x58);
    await committing;
    const handedOut = await store.get("k");
    handedOut?.value.fill(0x59);
    same(shown(await store.get("k"))?.value, "original");
    const refused = await put(store, "k", utf8("x"), "absent");
    if (!refused.committed) refused.conflicts[0]?.current?.value.fill(0x5a);
    same(shown(await store.get("k"))?.value, "original");
  }),

  promise("an empty value is a value", async (store) => {
    await written(store, [{ key: "k", value: new Uint8Array(0), expected: "absent" }]);
    same(shown(await store.get("k"))?.value, "");
    same(await collect(store.keys("")), ["k"]);
  }),

  promise("a value of a mebibyte, and every byte there is, comes back as it was", async (store) => {
    const value = Uint8Array.from({ length: 1_048_576 }, (_, at) => (at * 31 + (at >> 8)) & 0xff);
    await written(store, [{ key: "k", value, expected: "absent" }]);
    same(toHex((await store.get("k"))?.value ?? new Uint8Array(0)) === toHex(value), true);
  }),

  promise("a value above the limit is refused, and nothing of its commit is written", async (store) => {
    const tooLarge = { key: "b", value: new Uint8Array(67_108_865), expected: "absent" };
    same(await codeOf(store.commit([absent("a"), tooLarge])), "store_value_too_large");
    same(await collect(store.keys("")), []);
  }),

  promise("keys may hold every printable character, and be named like members of objects", async (store) => {
    const printable = Array.from({ length: 94 }, (_, at) => String.fromCharCode(0x21 + at)).join("");
    const keys = [printable, "__proto__", "constructor", "k".repeat(448)].sort();
    for (const key of keys) await create(store, key, key);
    same(await collect(store.keys("")), keys);
    for (const key of keys) same(shown(await store.get(key))?.value, key);
  }),

  promise("a malformed key is refused wherever it is handed in", async (store) => {
    for (const key of ["", "a b", "a\n", "\u00e9", "\ud800", "k".repeat(513), undefined as never, 7 as never]) {
      same(await codeOf(store.get(key)), "store_key_malformed");
      same(await codeOf(put(store, key, utf8("x"), "absent")), "store_key_malformed");
    }
    same(await codeOf(collect(store.keys("a b"))), "store_key_malformed");
    same(await codeOf(collect(store.keys("a", "b\n"))), "store_key_malformed");
    same(await collect(store.keys("")), []);
  }),

  promise("a program mistake is a TypeError, and nothing is written", async (store) => {
    const mistakes: readonly (readonly Write[])[] = [
      [absent("a"), absent("b"), absent("a")],
      [{ ...absent("a"), value: "text" as never }],
      [{ ...absent("a"), value: [1, 2] as never }],
      [{ ...absent("a"), expected: undefined as never }],
    ];
    for (const writes of mistakes) same(await codeOf(store.commit(writes)), "TypeError");
    same(await collect(store.keys("")), []);
  }),

  promise("a closed store answers nothing, and may be closed again", async (store) => {
    await create(store, "k", "v");
    await store.close();
    await store.close();
    await store[Symbol.asyncDispose]();
    same(await codeOf(store.get("k")), "store_closed");
    same(await codeOf(put(store, "k", utf8("x"), "absent")), "store_closed");
    same(await codeOf(collect(store.keys(""))), "store_closed");
  }),

  promise("closing waits for the commits under way", async (store) => {
    const committing = Promise.all(Array.from({ length: 20 }, (_, at) => put(store, `k/${at}`, utf8("v"), "absent")));
    await store.close();
    same(
      (await committing).every(({ committed }) => committed),
      true,
    );
  }),

  promise("a store that can purge erases a value, and the key reads as absent", async (store) => {
    if (!isPurgeable(store)) return;
    const version = await create(store, "person/1", "name");
    await create(store, "person/2", "other");
    await store.purge(["person/1", "person/never-there"]);
    same(await store.get("person/1"), undefined);
    same(await collect(store.keys("")), ["person/2"]);
    same(lost(await put(store, "person/1", utf8("x"), version)), [{ key: "person/1" }]);
    await create(store, "person/1", "again");
    same(shown(await store.get("person/1"))?.value, "again");
  }),
];

const absent = (key: string, text = "v"): Write => ({ key, value: utf8(text), expected: "absent" });

async function create(store: Store, key: string, text: string): Promise<string> {
  const [version] = await written(store, [absent(key, text)]);
  return version ?? "";
}

async function written(store: Store, writes: readonly Write[]): Promise<readonly string[]> {
  const result = await store.commit(writes);
  if (!result.committed) throw new Error(`expected a commit, but got conflicts: ${canonicalJson(lost(result))}`);
  return result.versions;
}

/** Somebody wins each round, so nobody of 50 writers loses more than 49; a store that is wrong must not be asked forever. */
const ATTEMPTS = 1_000;

async function increment(store: Store, key: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const current = await store.get(key);
    const next = utf8(String(Number(shown(current)?.value ?? 0) + 1));
    if ((await put(store, key, next, current?.version ?? "absent")).committed) return;
  }
  throw new Error(`expected to win a race after ${ATTEMPTS} attempts`);
}

/** Writes a key between two that stay, and deletes it again. */
async function disturb(store: Store, place: number): Promise<void> {
  const key = `k/${String(((place * 37) % 600) | 1).padStart(4, "0")}`;
  const current = await store.get(key);
  await put(store, key, current ? "deleted" : utf8("v"), current?.version ?? "absent");
}

async function collect(keys: AsyncIterable<string>): Promise<readonly string[]> {
  const collected: string[] = [];
  for await (const key of keys) collected.push(key);
  return collected;
}

interface Shown {
  readonly value: string;
  readonly version: string;
}

const shown = (stored: Stored | undefined): Shown | undefined =>
  stored && { value: new TextDecoder().decode(stored.value), version: stored.version };

const lost = (result: CommitResult): unknown =>
  result.committed
    ? "committed"
    : result.conflicts.map(({ key, current }) => ({ key, ...(current && { current: shown(current) }) }));

async function codeOf(task: Promise<unknown>): Promise<string> {
  try {
    await task;
    return "no error";
  } catch (error) {
    return hasCode(error, (error as { code: string }).code) ? error.code : (error as Error).name;
  }
}

function same(actual: unknown, expected: unknown): void {
  const [found, wanted] = [inWords(actual), inWords(expected)];
  if (found !== wanted) throw new Error(`expected ${wanted}, but got ${found}`);
}

const inWords = (value: unknown): string => (value === undefined ? "nothing" : canonicalJson(value));
