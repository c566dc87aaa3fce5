import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Envelope, type Event, fromBase64url, sha256Hex, systemClock } from "../../src/foundation/index.ts";
import {
  createLog,
  createSealer,
  envelopeDigest,
  fsckLog,
  generateKey,
  type Log,
  parseLogEntry,
  type SealerOptions,
  statementOf,
  trustedKeys,
  verifyEnvelope,
} from "../../src/provenance/index.ts";
import { fileSystemStore, memoryStore, type Store } from "../../src/stores/index.ts";
import { startProcess } from "../stores/surroundings.ts";
import { codeOf, rejectionOf } from "../support.ts";
import { type KeyHolder, keyHolder } from "./keys.ts";

const origin = "dhl.example/shipments";
let carrier: KeyHolder;
let directory: string;
beforeAll(async () => {
  carrier = await keyHolder("dhl", "log", { roles: ["source", "log"], sources: ["carrier/dhl", origin] });
  directory = await mkdtemp(join(tmpdir(), "countersign-sealer-"));
});
afterAll(() => rm(directory, { recursive: true }));

const logIn = (store: Store = memoryStore()): Log =>
  createLog({ store, origin, signer: carrier.signer, publicKey: carrier.publicKey });
const sealerOn = (log: Log, options: Partial<SealerOptions> = {}) =>
  createSealer({ log, clock: systemClock, maxAgeMs: 1, ...options });
const event = (number: number): Event => ({
  specversion: "1.0",
  id: String(number),
  source: "carrier/dhl",
  type: "eta",
  data: { minutes: number },
});
const unstatable = { ...event(0), data: { minutes: Number.NaN } };
const verify = (envelope: Envelope) =>
  verifyEnvelope(envelope, { trustedKeys: trustedKeys([carrier.entry]), at: new Date() });

/** A log whose commits wait until they are let go, or fail. */
function gated(log: Log): {
  log: Log;
  sizes: number[];
  entered: () => Promise<void>;
  letGo: (error?: Error) => Promise<void>;
  open: () => void;
} {
  const waiting: ((error?: Error) => void)[] = [];
  const sizes: number[] = [];
  let isOpen = false;
  const enter: Log["enter"] = async (entries) => {
    sizes.push(entries.length);
    const error = isOpen ? undefined : await new Promise<Error | undefined>((resolve) => waiting.push(resolve));
    if (error) throw error;
    return log.enter(entries);
  };
  const entered = async (): Promise<void> => {
    while (waiting.length === 0) await soon(1);
  };
  return {
    log: { ...log, enter },
    sizes,
    entered,
    async letGo(error) {
      await entered();
      waiting.shift()?.(error);
    },
    open() {
      isOpen = true;
      for (const go of waiting.splice(0)) go();
    },
  };
}
const soon = (ms = 5): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("a sealer", () => {
  it("seals what comes together under one checkpoint, and each envelope can be verified alone", async () => {
    await using sealer = sealerOn(logIn(), { maxEvents: 50, maxAgeMs: 60_000 });
    const sealed = await Promise.all(Array.from({ length: 50 }, (_, number) => sealer.seal(event(number))));
    expect(new Set(sealed.map(({ inclusion }) => inclusion?.checkpoint)).size).toBe(1);
    for (const envelope of sealed) expect((await verify(envelope)).status).toBe("proven");
  });

  it("closes a batch by count, and gathers the next one while it is written", async () => {
    const { log, sizes, letGo, open } = gated(logIn());
    const sealer = sealerOn(log, { maxEvents: 4, maxAgeMs: 60_000, maxWaiting: 100 });
    const all = Array.from({ length: 10 }, (_, number) => sealer.seal(event(number)));
    await letGo();
    await letGo();
    await Promise.all(all.slice(0, 8));
    expect(sizes).toEqual([4, 4]);
    open();
    await sealer.close();
    expect(sizes).toEqual([4, 4, 2]);
    expect((await Promise.all(all)).map(({ inclusion }) => inclusion?.index)).toEqual([...Array(10).keys()]);
  });

  it("closes a batch by age", async () => {
    const { log, sizes, letGo } = gated(logIn());
    const sealer = sealerOn(log, { maxAgeMs: 20 });
    const sealed = sealer.seal(event(1));
    expect(sizes).toEqual([]);
    await letGo();
    expect(sizes).toEqual([1]);
    expect((await sealed).inclusion?.index).toBe(0);
    await sealer.close();
  });

  it("acknowledges nothing before the log is durable", async () => {
    const { log, entered, letGo } = gated(logIn());
    const sealer = sealerOn(log);
    let acknowledged = false;
    const sealed = sealer.seal(event(1)).then(() => {
      acknowledged = true;
    });
    await entered();
    await soon(20);
    expect(acknowledged).toBe(false);
    await letGo();
    await sealed;
  });

  it("refuses more than may wait, takes nothing of it, and goes on", async () => {
    const { log, open } = gated(logIn());
    const sealer = sealerOn(log, { maxEvents: 2, maxWaiting: 3 });
    const taken = [1, 2, 3].map((number) => sealer.seal(event(number)));
    await expect(sealer.seal(event(4))).rejects.toMatchObject({ code: "sealer_full", retryable: true });
    open();
    await Promise.all(taken);
    const next = sealer.seal(event(4));
    expect((await Promise.all([...taken, next])).map(({ inclusion }) => inclusion?.index)).toEqual([0, 1, 2, 3]);
    await sealer.close();
  });

  it("refuses an event that cannot be stated by itself", async () => {
    await using sealer = sealerOn(logIn());
    const [good, bad, other] = [sealer.seal(event(1)), rejectionOf(sealer.seal(unstatable)), sealer.seal(event(2))];
    expect(await bad).toBe("canonical_unrepresentable");
    expect([(await good).inclusion?.index, (await other).inclusion?.index]).toEqual([0, 1]);
    expect(await rejectionOf(sealer.seal(unstatable))).toBe("canonical_unrepresentable");
  });

  it("refuses the events of a batch that could not be written, and tries the next", async () => {
    const { log, letGo } = gated(logIn());
    const sealer = sealerOn(log, { maxEvents: 2 });
    const lost = [1, 2].map((number) => rejectionOf(sealer.seal(event(number))));
    const kept = sealer.seal(event(3));
    await letGo(Object.assign(new Error("disk"), { code: "disk" }));
    expect(await Promise.all(lost)).toEqual(["disk", "disk"]);
    await letGo();
    expect((await kept).inclusion?.index).toBe(0);
    await sealer.close();
  });

  it("numbers a stream without a gap, and ends where a batch of it could not be written", async () => {
    const { log, letGo } = gated(logIn());
    const sealer = sealerOn(log, { maxEvents: 2, stream: { name: "etas", sequence: 0 } });
    const [first, , second] = [sealer.seal(event(1)), rejectionOf(sealer.seal(unstatable)), sealer.seal(event(2))];
    await letGo();
    await letGo();
    const [one, two] = [await first, await second];
    expect(statementOf(two).predicate.stream).toEqual({ name: "etas", sequence: 1, previous: envelopeDigest(one) });
    const lost = rejectionOf(sealer.seal(event(3)));
    await letGo(Object.assign(new Error("disk"), { code: "disk" }));
    expect(await lost).toBe("disk");
    expect(await rejectionOf(sealer.seal(event(4)))).toBe("sealer_closed");
    await sealer.close();
  });

  it("when aborted, finishes what is being written and refuses the rest with the reason", async () => {
    const { log, entered, letGo } = gated(logIn());
    const stop = new AbortController();
    const sealer = sealerOn(log, { maxEvents: 1, signal: stop.signal });
    const [written, waiting] = [sealer.seal(event(1)), rejectionOf(sealer.seal(event(2)))];
    await entered();
    stop.abort(Object.assign(new Error("going down"), { code: "going_down" }));
    expect(await waiting).toBe("going_down");
    expect(await rejectionOf(sealer.seal(event(3)))).toBe("sealer_closed");
    await letGo();
    expect((await written).inclusion?.index).toBe(0);
    await sealer.close();
    expect(await rejectionOf(sealerOn(logIn(), { signal: stop.signal }).seal(event(1)))).toBe("sealer_closed");
  });

  it("takes nothing after it was closed, and can be closed twice", async () => {
    const sealer = sealerOn(logIn());
    const sealed = sealer.seal(event(1));
    await Promise.all([sealer.close(), sealer.close()]);
    expect((await sealed).inclusion?.index).toBe(0);
    expect(await rejectionOf(sealer.seal(event(2)))).toBe("sealer_closed");
  });

  it.each([{ maxEvents: 0 }, { maxEvents: 4, maxWaiting: 3 }, { maxAgeMs: -1 }, { maxAgeMs: Number.NaN }])(
    "needs sense in its limits: %j",
    (options) => {
      expect(codeOf(() => sealerOn(logIn(), options))).toBe("TypeError");
    },
  );
});

describe("a process that is killed while it seals", () => {
  it("loses nothing that was acknowledged, and leaves a log that checks", async () => {
    const script = join(directory, "process.mjs");
    const entry = fileURLToPath(new URL("sealing-process.ts", import.meta.url));
    await build({
      entryPoints: [entry],
      bundle: true,
      platform: "node",
      format: "esm",
      outfile: script,
      logLevel: "warning",
    });
    const keys = await generateKey("Ed25519");
    const folder = join(directory, "store");
    const acknowledged = new Map<number, string>();
    for (let round = 0; round < 5; round++) {
      const child = startProcess(script, [folder, origin, JSON.stringify(keys)]);
      await child.wrote(100 + round * 137);
      await child.kill();
      for (const line of child.lines) {
        const [index, payload = ""] = line.split(" ");
        if (acknowledged.has(Number(index))) throw new Error(`entry ${index} was given out twice`);
        acknowledged.set(Number(index), sha256Hex(fromBase64url(payload)));
      }
    }
    const store = fileSystemStore(folder);
    const found: string[] = [];
    for await (const bytes of createLog({ store, origin, signer: carrier.signer, publicKey: keys.publicKey }).entries())
      found.push(parseLogEntry(bytes).statement);
    for (const [index, statement] of acknowledged) expect(found[index]).toBe(statement);
    const trusted = trustedKeys([{ ...carrier.entry, key: keys.publicKey }]);
    expect((await fsckLog(store, { trustedKeys: trusted })).status).toBe("proven");
    await store.close();
  });
});
