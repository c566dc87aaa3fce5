import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commitCheckpoint, type LogTarget, publishedFolder, publishLog } from "../../src/adapters/index.ts";
import { fromBase64, fromBase64url, fromUtf8, utf8 } from "../../src/foundation/index.ts";
import {
  createLog,
  hashLeaf,
  type Log,
  parseCheckpoint,
  type ReadLogFile,
  readLog,
  readPublishedLog,
  rootOf,
  signCosignature,
  tilePath,
  trustedKeys,
  verifyCheckpoint,
  verifyConsistency,
  withSignatureLines,
} from "../../src/provenance/index.ts";
import { memoryStore, type Store } from "../../src/stores/index.ts";
import { type KeyHolder, keyHolder } from "../provenance/keys.ts";
import { rejectionOf } from "../support.ts";

const origin = "acme.example/receiving";
let logKey: KeyHolder;
let root: string;
let made = 0;
beforeAll(async () => {
  logKey = await keyHolder("acme log", "log", { sources: [origin] });
  root = mkdtempSync(join(tmpdir(), "countersign-publish-"));
});
afterAll(() => rmSync(root, { recursive: true }));
const newFolder = (): string => join(root, `public-${made++}`);

const logIn = (store: Store = memoryStore()): Log =>
  createLog({ store, origin, signer: logKey.signer, publicKey: logKey.publicKey });
const entries = (from: number, to: number): Uint8Array[] =>
  Array.from({ length: to - from }, (_, index) => utf8(`entry ${from + index}`));
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name).slice(folder.length + 1))
    .sort();

describe("a tile lies", () => {
  const places: readonly [path: string, level: number | "entries", index: number, width?: number][] = [
    ["tile/0/000", 0, 0],
    ["tile/0/005.p/17", 0, 5, 17],
    ["tile/1/x001/x234/067", 1, 1_234_067],
    ["tile/2/x001/000.p/1", 2, 1_000, 1],
    ["tile/entries/x012/345.p/255", "entries", 12_345, 255],
  ];
  it.each(places)("at %s", (path, level, index, width) => {
    expect(tilePath(level, index, width)).toBe(path);
  });
});

describe("a published log", () => {
  it("has the files of C2SP tlog-tiles, and keeps its partial tiles", async () => {
    const [log, folder] = [logIn(), newFolder()];
    await log.append(entries(0, 300));
    expect(await publishLog(log, folder)).toMatchObject({ size: 300, files: 6 });
    await log.append(entries(300, 600));
    await publishLog(log, folder);
    expect(filesIn(folder)).toEqual([
      "checkpoint",
      "tile/0/000",
      "tile/0/001",
      "tile/0/001.p/44",
      "tile/0/002.p/88",
      "tile/1/000.p/1",
      "tile/1/000.p/2",
      "tile/entries/000",
      "tile/entries/001",
      "tile/entries/001.p/44",
      "tile/entries/002.p/88",
    ]);
    expect(readFileSync(join(folder, "tile/0/001")).subarray(0, 32)).toEqual(Buffer.from(hashLeaf(utf8("entry 256"))));
  });

  it("proves from its files what the log proves from its store, whatever the sizes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 4 }), async (sizes) => {
        const [log, folder] = [logIn(), newFolder()];
        let size = 0;
        for (const count of sizes) {
          await log.append(entries(size, size + count));
          size += count;
          await publishLog(log, folder);
        }
        const published = await readPublishedLog(publishedFolder(folder));
        for (const index of new Set([0, size - 1, size >> 1, Math.min(size - 1, 256)]))
          expect(await published.prove(index)).toEqual(await log.prove(index));
        for (const old of new Set([0, 1, sizes[0]!, size]))
          expect(await published.proveConsistency(old)).toEqual(await log.proveConsistency(old));
        expect(await published.verify()).toBe(true);
      }),
      { numRuns: 12 },
    );
  });

  it("is read over HTTP, from a server that knows only files", async () => {
    const [log, folder] = [logIn(), newFolder()];
    await log.append(entries(0, 700));
    await publishLog(log, folder);
    const server = createServer(async (request, response) => {
      const bytes = await publishedFolder(folder)(new URL(request.url ?? "", "http://x").pathname.slice(1));
      response.writeHead(bytes ? 200 : 404).end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const read: ReadLogFile = async (path) => {
      const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`);
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
    };
    const published = await readPublishedLog(read);
    expect(fromUtf8(fromBase64url((await published.prove(699)).entry))).toBe("entry 699");
    const words: string[] = [];
    for await (const entry of published.entries(250)) words.push(fromUtf8(entry));
    expect([words.length, words[0], words.at(-1)]).toEqual([450, "entry 250", "entry 699"]);
    const proof = (await published.proveConsistency(300)).map(fromBase64);
    const { root: now } = parseCheckpoint(published.checkpoint);
    expect(verifyConsistency(300, 700, proof, rootOf(entries(0, 300).map(hashLeaf)), now)).toBe(true);
    server.close();
  });

  it("finds a full tile where the partial one is gone", async () => {
    const [log, folder] = [logIn(), newFolder()];
    await log.append(entries(0, 300));
    await publishLog(log, folder);
    const early = readFileSync(join(folder, "checkpoint"));
    await log.append(entries(300, 600));
    await publishLog(log, folder);
    rmSync(join(folder, "tile/0/001.p"), { recursive: true });
    rmSync(join(folder, "tile/entries/001.p"), { recursive: true });
    const read: ReadLogFile = async (path) => (path === "checkpoint" ? early : publishedFolder(folder)(path));
    const published = await readPublishedLog(read);
    expect((await published.prove(299)).index).toBe(299);
    expect(await published.verify()).toBe(true);
  });

  const damages: readonly (readonly [what: string, file: string, change: (bytes: Buffer) => Buffer])[] = [
    ["an entry was changed", "tile/entries/001.p/44", (bytes) => Buffer.from(bytes.with(4, bytes[4]! ^ 1))],
    ["entries were cut off", "tile/entries/001.p/44", (bytes) => bytes.subarray(0, 100)],
    ["a hash was changed", "tile/0/000", (bytes) => Buffer.from(bytes.with(255 * 32, bytes[255 * 32]! ^ 1))],
    ["a tile was cut off", "tile/0/001.p/44", (bytes) => bytes.subarray(0, 64)],
    ["a tile is gone", "tile/0/001.p/44", () => Buffer.alloc(0)],
  ];
  it.each(damages)("proves nothing wrong when %s", async (_, file, change) => {
    const [log, folder] = [logIn(), newFolder()];
    await log.append(entries(0, 300));
    await publishLog(log, folder);
    const changed = change(readFileSync(join(folder, file)));
    if (changed.length === 0) rmSync(join(folder, file));
    else writeFileSync(join(folder, file), changed);
    const published = await readPublishedLog(publishedFolder(folder));
    const codes = await Promise.all([254, 255, 256].map((index) => rejectionOf(published.prove(index))));
    expect(codes).toContain("log_incomplete");
    expect(await published.verify().catch(() => false)).toBe(file.includes("tile/0"));
  });

  it("refuses entries that it does not have, and an address where there is no log", async () => {
    const [log, folder] = [logIn(), newFolder()];
    await log.append(entries(0, 3));
    await publishLog(log, folder);
    const published = await readPublishedLog(publishedFolder(folder));
    for (const index of [3, -1, 0.5]) expect(await rejectionOf(published.prove(index))).toBe("log_incomplete");
    expect(await rejectionOf(published.proveConsistency(4))).toBe("log_incomplete");
    expect(await rejectionOf(readPublishedLog(async () => undefined))).toBe("log_incomplete");
    expect(await rejectionOf(readPublishedLog(async () => utf8("hello")))).toBe("checkpoint_malformed");
  });
});

describe("publishing", () => {
  it("refuses to write over another story, another log, or what it was set back from", async () => {
    const [log, folder] = [logIn(), newFolder()];
    await log.append(entries(0, 300));
    await publishLog(log, folder);
    for (const [from, to] of [
      [1, 301],
      [1, 500],
      [0, 200],
    ] as const) {
      const other = logIn();
      await other.append(entries(from, to));
      expect(await rejectionOf(publishLog(other, folder))).toBe("checkpoint_foreign");
    }
    const { signer, publicKey } = logKey;
    const named = createLog({ store: memoryStore(), origin: "other.example/log", signer, publicKey });
    await named.append(entries(0, 400));
    expect(await rejectionOf(publishLog(named, folder))).toBe("checkpoint_foreign");
    expect((await publishLog(log, folder)).size).toBe(300);
  });

  it("can be cut short anywhere and be done again", async () => {
    const [log, folder] = [logIn(), newFolder()];
    await log.append(entries(0, 300));
    await publishLog(log, folder);
    await log.append(entries(300, 900));
    let written = 0;
    const cut: Log = {
      ...log,
      async *files(since) {
        for await (const file of log.files(since)) {
          if (++written > 4) throw new Error("power");
          yield file;
        }
      },
    };
    await expect(publishLog(cut, folder)).rejects.toThrow("power");
    expect((await readPublishedLog(publishedFolder(folder))).size).toBe(300);
    expect(await (await readPublishedLog(publishedFolder(folder))).verify()).toBe(true);
    await publishLog(log, folder);
    expect(await (await readPublishedLog(publishedFolder(folder))).verify()).toBe(true);
  });

  it("shows cosignatures, of the latest checkpoint only", async () => {
    const partner = await keyHolder("partner", "cosigner");
    const [store, folder] = [memoryStore(), newFolder()];
    await logIn(store).append(entries(0, 5));
    const log = (await readLog(store))!;
    const { checkpoint = "" } = await log.head();
    const identity = { name: "partner.example", signer: partner.signer, publicKey: partner.publicKey };
    const at = new Date("2026-03-31T08:00:00Z");
    const cosigned = withSignatureLines(checkpoint, [await signCosignature(checkpoint, identity, at)]);
    await publishLog(log, folder, cosigned);
    const published = await readPublishedLog(publishedFolder(folder));
    const keys = trustedKeys([logKey.entry, partner.entry]);
    expect((await verifyCheckpoint(published.checkpoint, { trustedKeys: keys, at })).value?.cosignatures).toHaveLength(
      1,
    );
    // Published once more without the cosignature, or committed: what others have seen is not taken back.
    await publishLog((await readLog(store))!, folder);
    expect((await readPublishedLog(publishedFolder(folder))).checkpoint).toBe(cosigned);
    await logIn(store).append(entries(5, 6));
    expect(await rejectionOf(publishLog((await readLog(store))!, folder, cosigned))).toBe("checkpoint_foreign");
  });

  it("reaches any place that a caller's functions reach", async () => {
    const log = logIn();
    const held = new Map<string, Uint8Array>();
    const order: string[] = [];
    const read: ReadLogFile = async (path) => held.get(path);
    const target: LogTarget = {
      read,
      async write(files) {
        for await (const { path, bytes } of files) {
          held.set(path, bytes);
          order.push(path);
        }
      },
    };
    for (const [from, to] of [
      [0, 300],
      [300, 301],
    ] as const) {
      await log.append(entries(from, to));
      await publishLog(log, target);
      expect(order.at(-1)).toBe("checkpoint");
      expect(await (await readPublishedLog(read)).verify()).toBe(true);
    }
    expect(order.filter((path) => path === "tile/0/000")).toHaveLength(1);
  });

  it("fails with a code where it may not write", async () => {
    const log = logIn();
    await log.append(entries(0, 1));
    const file = join(root, "a-file");
    writeFileSync(file, "");
    expect(await rejectionOf(publishLog(log, join(file, "below")))).toBe("publish_failed");
  });

  it("publishes the checkpoint of the files that it writes, also where the log grows meanwhile, and nothing of an empty one", async () => {
    const [store, folder] = [memoryStore(), newFolder()];
    const log = logIn(store);
    expect(await publishLog(log, folder)).toEqual({ size: 0, files: 0, checkpoint: "" });
    await log.append(entries(0, 5));
    const growing: Log = {
      ...log,
      async *files(since) {
        await log.append(entries(5, 7));
        yield* log.files(since);
      },
    };
    expect(await publishLog(growing, folder)).toMatchObject({ size: 7 });
    expect(await (await readPublishedLog(publishedFolder(folder))).verify()).toBe(true);
  });

  it("commits what was cosigned to a folder of a git repository that is made for it", async () => {
    const [repository, log] = [newFolder(), logIn()];
    await log.append(entries(0, 3));
    const partner = await keyHolder("partner", "cosigner");
    const { checkpoint = "" } = await log.head();
    const line = await signCosignature(checkpoint, { name: "partner.example", ...partner }, new Date());
    const cosigned = withSignatureLines(checkpoint, [line]);
    mkdirSync(repository);
    const git = (...args: string[]) => execFileSync("git", ["-C", repository, ...args], { encoding: "utf8" });
    git("init", "--quiet");
    git("config", "user.name", "acme");
    git("config", "user.email", "log@acme.example");
    await commitCheckpoint(log, join(repository, "checkpoints/acme"), cosigned);
    await commitCheckpoint(log, join(repository, "checkpoints/acme"));
    expect(git("show", "HEAD:checkpoints/acme/checkpoint")).toBe(cosigned);
    expect(git("log", "--format=%s").trim()).toBe(`${origin}: 3 entries`);
    expect(await rejectionOf(commitCheckpoint(log, join(root, "nowhere/near")))).toBe("git_failed");
    expect(readdirSync(root)).not.toContain("nowhere");
  });

  it("commits checkpoints to a git repository, each once, and nothing else", async () => {
    const [log, folder] = [logIn(), newFolder()];
    const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" });
    mkdirSync(folder);
    execFileSync("git", ["init", "--quiet", folder]);
    git("config", "user.name", "acme");
    git("config", "user.email", "log@acme.example");
    writeFileSync(join(folder, "mine.txt"), "not committed");
    await log.append(entries(0, 3));
    await commitCheckpoint(log, folder);
    await commitCheckpoint(log, folder);
    await log.append(entries(3, 9));
    await commitCheckpoint(log, folder);
    expect(git("log", "--format=%s").trim().split("\n")).toEqual([`${origin}: 9 entries`, `${origin}: 3 entries`]);
    expect(git("show", "HEAD~1:checkpoint")).toContain(`${origin}\n3\n`);
    expect(git("status", "--porcelain").trim()).toBe("?? mine.txt");
    const fork = logIn();
    await fork.append(entries(1, 12));
    expect(await rejectionOf(commitCheckpoint(fork, folder))).toBe("checkpoint_foreign");
    expect(await rejectionOf(commitCheckpoint(log, root))).toBe("git_failed");
  });
});
