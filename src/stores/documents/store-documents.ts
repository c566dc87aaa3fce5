import { fromUtf8, utf8 } from "../../foundation/index.ts";
import type { Store } from "../store.ts";
import { checkPath, type Documents } from "./documents.ts";

/** Documents in a store, under `documents/`: each change is one commit. */
export function storeDocuments(store: Store): Documents {
  const keyOf = (path: string): string => `documents/${checkPath(path)}`;
  const read = async (path: string): Promise<{ text: string; version: string } | undefined> => {
    const stored = await store.get(keyOf(path));
    return stored && { text: fromUtf8(stored.value), version: stored.version };
  };
  return {
    read: async (path) => (await read(path))?.text,
    async paths() {
      const found: string[] = [];
      for await (const key of store.keys("documents/")) found.push(key.slice("documents/".length));
      return found;
    },
    async change({ added, list }) {
      const current = await read(list.path);
      if (current?.text !== list.before) return false;
      const texts = Object.entries({ ...added, [list.path]: list.after });
      const writes = texts.map(async ([path, text]) => ({
        key: keyOf(path),
        value: utf8(text),
        expected: (await read(path))?.version ?? "absent",
      }));
      return (await store.commit(await Promise.all(writes))).committed;
    },
  };
}
