import { readFile } from "node:fs/promises";
import { basename, dirname, normalize } from "node:path";
import { type SeededRandom, seededRandom } from "../../src/foundation/index.ts";
import type { FileFunctions } from "../../src/stores/file-system/files.ts";

/**
 * A disk whose power can be cut at any operation. As on a real one, what was written and not synced may then be there,
 * in part, in any order of pages, or not at all; names change in their order, and last once the directory is synced.
 */
export interface SimulatedDisk {
  readonly functions: FileFunctions;
  /** Operations so far. */
  operations(): number;
  /** Fails every operation from this one on; the operation itself may leave a part behind. */
  cutPowerAt(operation: number): void;
  /** What the disk holds after the power came back. Files of locks are gone: their process is. */
  restart(seed: number): SimulatedDisk;
  /** The process was killed and the machine goes on: everything written is still there, and no more durable than it was. */
  kill(): SimulatedDisk;
  file(name: string): Buffer | undefined;
  names(): readonly string[];
}

const PAGE = 4_096;

interface Inode {
  bytes: Buffer;
  durable: Buffer;
  pending: ((bytes: Buffer, random: SeededRandom) => Buffer)[];
}

type Names = Map<string, Inode>;

interface State {
  readonly names: Names;
  durableNames: Names;
  pendingNames: ((names: Names) => void)[];
  directory: "absent" | "made" | "durable";
}

const emptyState = (): State => ({ names: new Map(), durableNames: new Map(), pendingNames: [], directory: "absent" });

export class PowerCut extends Error {}

export function simulatedDisk(state: State = emptyState()): SimulatedDisk {
  const { names } = state;
  let [operations, cutAt] = [0, Number.POSITIVE_INFINITY];

  const step = async (): Promise<void> => {
    operations += 1;
    await new Promise((resolve) => setImmediate(resolve));
    if (operations >= cutAt) throw new PowerCut("the power was cut");
  };
  const rename = (change: (names: Names) => void): void => {
    change(names);
    state.pendingNames.push(change);
  };
  const inodeOf = (path: string): Inode => {
    const inode = names.get(basename(path));
    if (!inode) throw Object.assign(new Error(`ENOENT ${path}`), { code: "ENOENT" });
    return inode;
  };
  const newInode = (path: string): Inode => {
    const inode: Inode = { bytes: Buffer.alloc(0), durable: Buffer.alloc(0), pending: [] };
    rename((all) => all.set(basename(path), inode));
    return inode;
  };
  const write = (inode: Inode, bytes: Buffer, at: number): void => {
    inode.bytes = overwritten(inode.bytes, bytes, at);
    for (let page = 0; page < bytes.length; page += PAGE) {
      const piece = bytes.subarray(page, page + PAGE);
      inode.pending.push((old, random) => {
        if (random.next() < 0.4) return old;
        return overwritten(old, random.next() < 0.3 ? Buffer.alloc(piece.length) : piece, at + page);
      });
    }
  };

  const handle = (inode: Inode) => ({
    async stat() {
      await step();
      return { size: inode.bytes.length };
    },
    async read(into: Buffer, offset: number, length: number, at: number) {
      await step();
      return { bytesRead: inode.bytes.copy(into, offset, at, at + length) };
    },
    async write(from: Uint8Array, offset: number, length: number, at: number) {
      const bytes = Buffer.from(from.subarray(offset, offset + length));
      if (operations + 1 <= cutAt) write(inode, bytes, at);
      await step();
      return { bytesWritten: length };
    },
    async truncate(size: number) {
      await step();
      inode.bytes = Buffer.from(inode.bytes.subarray(0, size));
      inode.pending.push((old, random) => (random.next() < 0.5 ? old : Buffer.from(old.subarray(0, size))));
    },
    async datasync() {
      // What is written while a sync runs is not part of it.
      const [bytes, count] = [inode.bytes, inode.pending.length];
      await step();
      inode.durable = bytes;
      inode.pending = inode.pending.slice(count);
    },
    async close() {
      await step();
    },
  });
  const directoryHandle = (path: string) => ({
    async sync() {
      await step();
      if (normalize(path) !== "/") Object.assign(state, { durableNames: new Map(names), pendingNames: [] });
      else if (state.directory === "made") state.directory = "durable";
    },
    async close() {},
  });

  const functions = {
    async mkdir(path: string) {
      await step();
      if (state.directory !== "absent") return undefined;
      state.directory = "made";
      return path;
    },
    async readdir() {
      await step();
      return [...names.keys()];
    },
    async readFile(path: string, encoding: "utf8") {
      if (path.startsWith("/proc/")) return readFile(path, encoding);
      await step();
      return inodeOf(path).bytes.toString(encoding);
    },
    async writeFile(path: string, text: string) {
      await step();
      write(newInode(path), Buffer.from(text), 0);
    },
    async open(path: string, flags: string) {
      await step();
      if (flags === "r" && (normalize(path) === "/" || dirname(normalize(path)) === "/")) return directoryHandle(path);
      return handle(flags === "w+" ? newInode(path) : inodeOf(path));
    },
    async link(path: string, name: string) {
      await step();
      const inode = inodeOf(path);
      if (names.has(basename(name))) throw Object.assign(new Error(`EEXIST ${name}`), { code: "EEXIST" });
      rename((all) => all.set(basename(name), inode));
    },
    async rename(path: string, name: string) {
      await step();
      const inode = inodeOf(path);
      rename((all) => {
        all.set(basename(name), inode);
        all.delete(basename(path));
      });
    },
    async unlink(path: string) {
      await step();
      inodeOf(path);
      rename((all) => all.delete(basename(path)));
    },
  };

  return {
    functions: functions as unknown as FileFunctions,
    operations: () => operations,
    cutPowerAt(operation) {
      cutAt = operation;
    },
    restart(seed) {
      if (state.directory !== "durable") return simulatedDisk();
      const random = seededRandom(seed);
      const left = new Map(state.durableNames);
      for (const change of state.pendingNames.slice(0, random.integer(0, state.pendingNames.length))) change(left);
      const settled = new Map([...left].map(([name, inode]) => [name, settle(inode, random)]));
      withoutLocks(settled);
      return simulatedDisk({
        names: settled,
        durableNames: new Map(settled),
        pendingNames: [],
        directory: "durable",
      });
    },
    kill() {
      withoutLocks(names);
      return simulatedDisk(state);
    },
    file: (name) => names.get(name)?.bytes,
    names: () => [...names.keys()],
  };
}

function withoutLocks(names: Names): void {
  for (const name of [...names.keys()]) if (name.startsWith("lock")) names.delete(name);
}

function overwritten(old: Buffer, bytes: Buffer, at: number): Buffer {
  const grown = Buffer.alloc(Math.max(old.length, at + bytes.length));
  old.copy(grown);
  bytes.copy(grown, at);
  return grown;
}

function settle(inode: Inode, random: SeededRandom): Inode {
  const bytes = inode.pending.reduce((old, change) => change(old, random), inode.durable);
  return { bytes, durable: bytes, pending: [] };
}
