import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fromUtf8, seededRandom, utf8 } from "../../src/foundation/index.ts";
import { createFileSystemStore, type FileSystemStore } from "../../src/stores/file-system/file-system-store.ts";
import { fsckFileSystemStore } from "../../src/stores/index.ts";
import { PowerCut, type SimulatedDisk, simulatedDisk } from "./simulated-disk.ts";

const openOn = (disk: SimulatedDisk): FileSystemStore =>
  createFileSystemStore("/store", { segmentBytes: 4_096, cacheBytes: 0 }, () => disk.functions);

/** What a business was told: the last acknowledged round of each account, and rounds that were begun after it. */
interface Book {
  readonly told: Map<string, number>;
  readonly begun: Map<string, number>;
  readonly history: string[];
}

const ACCOUNTS = ["a", "b", "c", "d", "e", "f"];
const FILLING = "x".repeat(300);

/** Each round writes both sides of one account in one commit, or deletes both: round numbers grow, odd ones delete. */
async function post(store: FileSystemStore, account: string, book: Book): Promise<void> {
  const round = Math.max(book.told.get(account) ?? 0, book.begun.get(account) ?? 0) + 1;
  const sides = [`${account}/debit`, `${account}/credit`];
  const current = await Promise.all(sides.map((key) => store.get(key)));
  const isDeletion = round % 4 === 3 && current.every((side) => side !== undefined);
  const value = isDeletion ? ("deleted" as const) : utf8(`${round} ${FILLING}`);
  book.begun.set(account, round);
  const writes = sides.map((key, at) => ({ key, value, expected: current[at]?.version ?? "absent" }));
  const entry = `history/${account}/${round}`;
  const result = await store.commit([...writes, { key: entry, value: utf8(FILLING), expected: "absent" }]);
  if (!result.committed) return;
  book.told.set(account, isDeletion ? -round : round);
  book.history.push(entry);
}

async function work(store: FileSystemStore, book: Book, seed: number): Promise<void> {
  const random = seededRandom(seed);
  for (let turn = 0; turn < 12; turn++) {
    const accounts = ACCOUNTS.filter(() => random.next() < 0.6);
    const compacting = turn % 4 === 3 ? store.compact() : undefined;
    const results = await Promise.allSettled([...accounts.map((account) => post(store, account, book)), compacting]);
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }
  await store.close();
}

const roundOf = (text: string | undefined): number => Number(text?.split(" ")[0] ?? 0);

async function audit(store: FileSystemStore, book: Book): Promise<void> {
  for (const account of ACCOUNTS) {
    const sides = await Promise.all(["debit", "credit"].map((side) => store.get(`${account}/${side}`)));
    const [debit, credit] = sides.map((side) => side && fromUtf8(side.value));
    expect(debit, "both sides of one commit").toBe(credit);
    const told = book.told.get(account) ?? 0;
    const begun = book.begun.get(account) ?? 0;
    const round = roundOf(debit);
    const acknowledged = told < 0 ? round === 0 : round === told;
    const finishedUnseen = begun > Math.abs(told) && (round === begun || (round === 0 && begun % 4 === 3));
    expect(acknowledged || finishedUnseen, `${account}: told ${told}, begun ${begun}, found ${round}`).toBe(true);
    book.told.set(account, round === 0 ? -begun : round);
  }
  for (const entry of book.history) expect(await store.get(entry), entry).toBeDefined();
}

function unlessPowerCut(error: unknown): void {
  let cause = error;
  while (cause !== undefined && !(cause instanceof PowerCut)) cause = (cause as Error).cause;
  if (!cause) throw error;
}

async function look(disk: SimulatedDisk, book: Book): Promise<void> {
  const store = openOn(disk);
  await audit(store, book);
  await store.close();
}

async function fsck(disk: SimulatedDisk): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "countersign-disk-"));
  for (const name of disk.names()) await writeFile(join(directory, name), disk.file(name) ?? "");
  const { status } = await fsckFileSystemStore(directory);
  await rm(directory, { recursive: true });
  return status;
}

describe("when the power is cut", () => {
  const newBook = (): Book => ({ told: new Map(), begun: new Map(), history: [] });

  it("at any operation, nothing acknowledged is lost and nothing half is found", async () => {
    const whole = simulatedDisk();
    await work(openOn(whole), newBook(), 1);
    const operations = whole.operations();
    expect(operations).toBeGreaterThan(200);

    for (let cut = 1; cut <= operations; cut++) {
      const book = newBook();
      let disk = simulatedDisk();
      disk.cutPowerAt(cut);
      await work(openOn(disk), book, 1).catch(unlessPowerCut);
      for (const again of [0, 1]) {
        // Every other time the process is killed first, and what it left is looked at before the power is cut.
        disk = again === cut % 2 ? disk.restart(cut * 10 + again) : disk.kill();
        await look(disk, book);
        disk = disk.restart(cut);
        await look(disk, book);
        disk.cutPowerAt(disk.operations() + 30 + (cut % 90));
        await work(openOn(disk), book, cut).catch(unlessPowerCut);
      }
      disk = disk.restart(cut);
      await look(disk, book);
      if (cut % 10 === 0) expect(await fsck(disk)).toBe("proven");
    }
  });
});
