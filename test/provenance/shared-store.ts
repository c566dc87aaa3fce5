import { type ChildProcess, fork } from "node:child_process";
import type { Store, Write } from "../../src/stores/index.ts";

/* One store that several processes work in: it lies with the first of them, and the others ask by message. */

type Asked = { readonly id: number } & (
  | { readonly verb: "get"; readonly key: string }
  | { readonly verb: "commit"; readonly writes: readonly Write[] }
  | { readonly verb: "keys"; readonly prefix: string; readonly after: string | undefined }
);

export async function listed<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function answer(store: Store, asked: Asked): Promise<unknown> {
  if (asked.verb === "get") return store.get(asked.key);
  if (asked.verb === "commit") return store.commit(asked.writes);
  return listed(store.keys(asked.prefix, asked.after));
}

/** Starts a process that works in a store. `said` resolves with what it says of its own, in order. */
export function startIn(
  store: Store,
  script: string,
  argument: string,
): { child: ChildProcess; said(): Promise<unknown> } {
  const child = fork(script, [argument], { serialization: "advanced" });
  const [heard, waiting]: [unknown[], ((word: unknown) => void)[]] = [[], []];
  child.on("message", async (message: Asked | { readonly word: unknown }) => {
    if (!("word" in message)) child.send({ id: message.id, result: await answer(store, message) });
    else if (waiting.length > 0) waiting.shift()?.(message.word);
    else heard.push(message.word);
  });
  return {
    child,
    said: () => (heard.length > 0 ? Promise.resolve(heard.shift()) : new Promise((resolve) => waiting.push(resolve))),
  };
}

/** The store of the process that started this one. */
export function storeOfParent(): Store {
  const open = new Map<number, (result: unknown) => void>();
  let last = 0;
  process.on("message", ({ id, result }: { id: number; result: unknown }) => open.get(id)?.(result));
  const ask = (question: object): Promise<never> =>
    new Promise((resolve) => {
      last += 1;
      open.set(last, resolve as (result: unknown) => void);
      process.send?.({ id: last, ...question });
    });
  return {
    get: (key) => ask({ verb: "get", key }),
    commit: (writes) => ask({ verb: "commit", writes }),
    async *keys(prefix, after) {
      yield* (await ask({ verb: "keys", prefix, after })) as readonly string[];
    },
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

export const say = (word: unknown): void => {
  process.send?.({ word });
};
