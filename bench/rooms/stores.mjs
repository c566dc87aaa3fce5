import { deepStrictEqual, equal } from "node:assert/strict";
import { join } from "node:path";
import { utf8 } from "../../dist/esm/foundation/index.js";
import { fileSystemStore, put } from "../../dist/esm/stores/index.js";
import { together } from "../lib/callers.mjs";
import { appendOnlyFile, bytesIn, withFolder } from "../lib/disk.mjs";
import { orderOf } from "../lib/order.mjs";

const CALLERS = 64;
const COMMITS = 512;

export default () => withFolder(comparisons);

async function* comparisons(folder) {
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
