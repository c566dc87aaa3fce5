import { deepStrictEqual, equal } from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { utf8 } from "../../dist/esm/foundation/index.js";
import { loadFastXxhash } from "../../dist/esm/runtime/index.js";
import { fileSystemStore, put } from "../../dist/esm/stores/index.js";
import { together } from "../lib/callers.mjs";
import { appendOnlyFile, bytesIn, withFolder } from "../lib/disk.mjs";
import { orderOf } from "../lib/order.mjs";

const CALLERS = 64;
const COMMITS = 512;
/** What is opened, in values of 1 KB. */
const KEYS = 128_000;
const KEYS_A_COMMIT = 512;

export default () => withFolder(comparisons);

async function* comparisons(folder) {
  yield* commits(folder);
  yield await opening(join(folder, "opened"));
}

async function* commits(folder) {
  const store = fileSystemStore(join(folder, "store"));
  const value = utf8(JSON.stringify(orderOf(1)));
  let used = 0;
  const commitAll = async () => {
    const keys = Array.from({ length: COMMITS }, () => `orders/${String(used++).padStart(10, "0")}`);
    await together(CALLERS, keys, (key) => put(store, key, value, "absent"));
    return keys;
  };
  const [first] = await commitAll();
  const file = await appendOnlyFile(join(folder, "raw"));
  const batch = new Uint8Array(Math.ceil((bytesIn(join(folder, "store")) / COMMITS) * CALLERS));

  yield {
    name: `durable commits of 1 KB, ${CALLERS} callers`,
    unit: "per s",
    peer: `write and fdatasync of the same bytes, ${CALLERS} at a time (floor)`,
    target: 0.7,
    items: COMMITS,
    ours: commitAll,
    theirs: async () => {
      for (let done = 0; done < COMMITS; done += CALLERS) await file.append(batch);
    },
    same: async () => {
      deepStrictEqual((await store.get(first))?.value, value);
      await file.append(batch);
      equal(bytesIn(folder) >= batch.length, true);
    },
  };
  await file.close();
  await store.close();
}

/** Every byte is read and every check looked at before the store answers: the floor is to read and check them, and no more. */
async function opening(folder) {
  const value = utf8(JSON.stringify(orderOf(1)));
  const store = fileSystemStore(folder);
  for (let first = 0; first < KEYS; first += KEYS_A_COMMIT)
    await store.commit(
      Array.from({ length: KEYS_A_COMMIT }, (_, at) => ({ key: `orders/${first + at}`, value, expected: "absent" })),
    );
  await store.close();
  const { bytes: hash } = await loadFastXxhash();
  const open = async () => {
    const opened = fileSystemStore(folder);
    const { keys } = await opened.stats();
    await opened.close();
    return keys;
  };
  const segments = (await readdir(folder)).filter((name) => name.endsWith(".segment"));
  return {
    name: `opening ${Math.round(bytesIn(folder) / 1e6)} MB in ${KEYS.toLocaleString("en")} keys`,
    unit: "ms",
    peer: "reading the same files and taking XXH64 of each (floor)",
    target: 0.5,
    ours: open,
    theirs: async () => {
      for (const name of segments) hash(await readFile(join(folder, name)));
    },
    same: async () => equal(await open(), KEYS),
  };
}
