import type { Intent, Intents } from "../../gate/index.ts";
import { type CapDatabase, type CapGuard, columns, equal, intentsOf } from "./cds.ts";

const names = ["idempotencyKey", "admission", "statement", "source", "id", "subject"] as const;

/** The table of intents, for `gate.settle`. Its entity is in `docs/guide/cap.md`. */
export function intentTable(guard: CapGuard, { tenant }: { readonly tenant?: string | undefined } = {}): Intents {
  const ref = [intentsOf(guard)];
  const run = (query: object): Promise<unknown> =>
    guard.cds.db.tx(tenant === undefined ? {} : { tenant }, (tx: CapDatabase) => tx.run(query));
  const select = async (where: readonly unknown[]): Promise<readonly Intent[]> =>
    ((await run({ SELECT: { from: { ref }, columns: columns(names), where } })) as readonly Row[]).map(toIntent);
  return {
    has: async (idempotencyKey) => (await select(equal({ idempotencyKey }))).length > 0,
    open: () => select([...equal({ source: guard.source }), "and", { ref: ["settledAt"] }, "is", "null"]),
    async settled({ idempotencyKey }) {
      const data = { settledAt: new Date().toISOString() };
      await run({ UPDATE: { entity: { ref }, data, where: equal({ idempotencyKey }) } });
    },
  };
}

type Row = { readonly [Name in keyof Required<Intent>]: string | null };

const toIntent = (row: Row): Intent =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Intent;

/** The statement that writes an intent's row. */
export const insertOf = (intent: Intent, guard: CapGuard): object => ({
  INSERT: {
    into: { ref: [intentsOf(guard)] },
    entries: [{ ...intent, recordedAt: new Date().toISOString() }],
  },
});
