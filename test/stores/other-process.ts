import { writeSync } from "node:fs";
import { fileSystemStore, put, type Store } from "../../src/stores/index.ts";

const [task, directory, from] = process.argv.slice(2) as [string, string, string];

/** At once and unbuffered: what was acknowledged must be heard even when this process is killed right after. */
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const tasks: Readonly<Record<string, (store: Store) => Promise<void>>> = {
  async hold() {},

  /** Numbers from `from` on, eight at a time. */
  async append(store) {
    let next = Number(from);
    const writer = async (): Promise<void> => {
      for (;;) {
        const number = next++;
        const value = Buffer.from(`${number} `.repeat(1 + (number % 300)));
        const result = await put(store, `number/${number}`, value, "absent");
        if (result.committed) say(`${number}`);
      }
    };
    await Promise.all(Array.from({ length: 8 }, writer));
  },

  /** One counter, overwritten over and over, and compacted all the while. */
  async compact(store) {
    const compacting = store as ReturnType<typeof fileSystemStore>;
    const compactAlways = async (): Promise<void> => {
      for (;;) {
        await compacting.compact();
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    const count = async (name: string): Promise<void> => {
      for (;;) {
        const current = await store.get(name);
        const next =
          Number(
            Buffer.from(current?.value ?? [])
              .toString()
              .split(" ")[0],
          ) + 1;
        const value = Buffer.from(`${next} ${"x".repeat(500)}`);
        const result = await put(store, name, value, current?.version ?? "absent");
        if (result.committed) say(`${name} ${next}`);
      }
    };
    await Promise.all([compactAlways(), ...["a", "b", "c", "d"].map(count)]);
  },
};

const store = fileSystemStore(directory, { segmentBytes: 16_384 });
try {
  await store.open();
  say("open");
} catch (error) {
  const { code, message } = error as { code: string; message: string };
  say(code);
  say(message);
  process.exit(0);
}
process.stdin.resume().on("end", async () => {
  await store.close();
  process.exit(0);
});
await tasks[task]?.(store);
