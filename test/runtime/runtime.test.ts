import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  base64,
  createBreaker,
  createRetryBudget,
  createXxhash,
  loadFastXxhash,
  makeDirectories,
  portableBase64,
  portableSha256,
  portableXxhash,
  retry,
  sha256,
  sha256After,
  sha256State,
  withTimeout,
} from "../../src/runtime/index.ts";
import { rejectionOf } from "../support.ts";

describe("hashes are the same on every platform", () => {
  it("SHA-256", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "grapheme" }), (bytes, text) => {
        const expected = createHash("sha256").update(bytes).digest("hex");
        expect([sha256.hex(bytes), portableSha256.hex(bytes)]).toEqual([expected, expected]);
        expect(sha256.bytes(text)).toEqual(portableSha256.bytes(text));
        const [native, portable] = [new Uint8Array(40), new Uint8Array(40)];
        sha256.into(bytes, native, 5);
        portableSha256.into(bytes, portable, 5);
        expect(Buffer.from(native.slice(5, 37)).toString("hex")).toBe(expected);
        expect(portable).toEqual(native);
      }),
    );
  });

  it("SHA-256 that is left after whole blocks, and gone on with", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(6), (bytes, cut) => {
        const blocks = Math.min(cut, Math.floor(bytes.length / 64));
        const state = sha256State(bytes.subarray(0, blocks * 64));
        expect(sha256After(state, blocks, bytes.subarray(blocks * 64))).toBe(sha256.hex(bytes));
      }),
    );
    expect(sha256State(new Uint8Array())).toBe("6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19");
    expect(() => sha256State(new Uint8Array(63))).toThrow(TypeError);
  });

  it("base64", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        expect(portableBase64.encode(bytes)).toBe(base64.encode(bytes));
        expect(portableBase64.decode(base64.encode(bytes))).toEqual(base64.decode(base64.encode(bytes)));
        expect(portableBase64.encodeUrl(bytes)).toBe(base64.encodeUrl(bytes));
        const text = new TextDecoder().decode(bytes);
        expect(base64.encodeUrlText(text)).toBe(portableBase64.encodeUrlText(text));
        expect(portableBase64.decodeUrl(base64.encodeUrl(bytes))).toEqual(base64.decodeUrl(base64.encodeUrl(bytes)));
      }),
    );
  });

  it("XXH64, by its published test values and against the WebAssembly one", async () => {
    expect(portableXxhash.text("")).toBe(0xef46db3751d8e999n);
    expect(portableXxhash.text("abc")).toBe(0x44bc2cf5ad770999n);
    const fast = await loadFastXxhash();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(portableXxhash.bytes(bytes)).toBe(fast.bytes(bytes));
      }),
    );
    expect(createXxhash().text("abc")).toBe(0x44bc2cf5ad770999n);
  });
});

const failing = (failures: number, error: unknown) => {
  const calls = { made: 0 };
  const task = async () => {
    calls.made += 1;
    if (calls.made <= failures) throw error;
    return "done";
  };
  return { calls, task };
};
const passing = Object.assign(new Error("busy"), { retryable: true });
const quick = { minWaitMs: 1, maxWaitMs: 2 };

describe("retry", () => {
  it("tries again while the failure may pass", async () => {
    const { calls, task } = failing(2, passing);
    expect(await retry(task, quick)).toBe("done");
    expect(calls.made).toBe(3);
  });
  it("gives up at once on a failure that no retry would mend", async () => {
    const { calls, task } = failing(9, new Error("wrong password"));
    expect(await rejectionOf(retry(task, quick))).toBe("Error");
    expect(calls.made).toBe(1);
  });
  it("stops asking a dependency that is down once the shared budget is spent", async () => {
    const budget = createRetryBudget({ tokens: 4 });
    const { calls, task } = failing(Number.POSITIVE_INFINITY, passing);
    for (let caller = 0; caller < 10; caller++) await rejectionOf(retry(task, { ...quick, budget }));
    expect(calls.made).toBeLessThan(15);
  });
  it("ends when the caller aborts", async () => {
    const aborted = AbortSignal.abort(new DOMException("stop", "AbortError"));
    expect(await rejectionOf(retry(failing(9, passing).task, { ...quick, signal: aborted }))).toBeDefined();
  });
});

describe("timeout", () => {
  it("answers in time even when the task ignores its signal", async () => {
    const started = performance.now();
    await expect(withTimeout(() => new Promise(() => undefined), { timeoutMs: 20 })).rejects.toMatchObject({
      name: "TimeoutError",
    });
    expect(performance.now() - started).toBeLessThan(10_000);
  });
  it("passes a result through", async () => expect(await withTimeout(async () => 7, { timeoutMs: 60_000 })).toBe(7));
  it("gives the caller's own reason when the caller aborts", async () => {
    const signal = AbortSignal.abort(new Error("shutting down"));
    await expect(withTimeout(() => new Promise(() => undefined), { timeoutMs: 60_000, signal })).rejects.toThrow(
      "shutting down",
    );
  });
});

describe("breaker", () => {
  const at = (ms: number) => new Date(ms);
  it("opens after failures in a row, lets one trial through after the pause, and closes on success", () => {
    const breaker = createBreaker({ failures: 2, pauseMs: 100 });
    breaker.failed(at(0));
    expect(breaker.allows(at(0))).toBe(true);
    breaker.failed(at(0));
    expect(breaker.allows(at(50))).toBe(false);
    expect([breaker.allows(at(100)), breaker.allows(at(101))]).toEqual([true, false]);
    breaker.succeeded();
    expect(breaker.allows(at(102))).toBe(true);
  });
});

describe("directories", () => {
  it("are made with those above them, once, and by two at the same time", async () => {
    const root = await mkdtemp(join(tmpdir(), "countersign-"));
    const made: string[] = [];
    const make = async (directory: string): Promise<void> => {
      await mkdir(directory);
      made.push(directory.slice(root.length));
    };
    await Promise.all([makeDirectories(join(root, "a/b/c"), make), makeDirectories(join(root, "a/b/d"), make)]);
    expect(made.sort()).toEqual(["/a", "/a/b", "/a/b/c", "/a/b/d"]);
    await rm(root, { recursive: true });
  });

  it("are refused below a file", async () => {
    const root = await mkdtemp(join(tmpdir(), "countersign-"));
    await writeFile(join(root, "file"), "");
    await expect(makeDirectories(join(root, "file/below"), (path) => mkdir(path))).rejects.toMatchObject({
      code: "ENOTDIR",
    });
    await rm(root, { recursive: true });
  });

  it.skipIf(!existsSync("/proc/self"))("end where the system makes none, and says that nothing is there", async () => {
    await expect(makeDirectories("/proc/countersign/below", (path) => mkdir(path))).rejects.toMatchObject({
      code: "ENOENT",
    });
  });
});
