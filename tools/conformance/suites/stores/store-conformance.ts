import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileSystemStore, memoryStore, prefixedStore, type Store } from "../../../../src/stores/index.ts";
import { storeConformance } from "../../../../src/testing/store-conformance.ts";
import { type Case, failed, passed, type Suite } from "../../suite.ts";

/** Our own suite, which every driver of a store has to pass, over the stores that need no server. */
const suite: Suite = {
  name: "store-conformance",
  room: "stores",
  async *run(): AsyncIterable<Case> {
    for (const [kind, opening] of Object.entries(kinds)) yield* casesOf(kind, opening);
  },
};
export default suite;

/** Each opens an empty store in a folder of its own. */
const kinds: Readonly<Record<string, (folder: string) => Store>> = {
  memory: () => memoryStore(),
  "file-system": (folder) => fileSystemStore(folder),
  "file-system with the smallest segments and no cache": (folder) =>
    fileSystemStore(folder, { segmentBytes: 4_096, cacheBytes: 0 }),
  "a corner of memory": () => prefixedStore(memoryStore(), "corner/"),
};

async function* casesOf(kind: string, opening: (folder: string) => Store): AsyncIterable<Case> {
  for (const { name, run } of storeConformance) {
    const id = `${kind}: ${name}`;
    const folders: string[] = [];
    const open = async (): Promise<Store> => {
      folders.push(mkdtempSync(join(tmpdir(), "countersign-store-")));
      return opening(folders.at(-1) as string);
    };
    try {
      await run(open);
      yield passed(id);
    } catch (error) {
      yield failed(id, (error as Error).message);
    } finally {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    }
  }
}
