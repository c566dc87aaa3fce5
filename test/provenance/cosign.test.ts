import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Envelope, fromBase64, fromBase64url, toBase64, utf8 } from "../../src/foundation/index.ts";
import {
  type CosignAnswer,
  type Cosigner,
  type CosignerQuorum,
  contradictionOf,
  createCheckpointMemory,
  createCosigner,
  createLog,
  formatAddCheckpoint,
  formatLogEntry,
  fromTlogProof,
  hashLeaf,
  type Log,
  parseCheckpoint,
  parseContradiction,
  parseTlogProof,
  receiveEvent,
  rootOf,
  sealEvent,
  signCosignature,
  toLogEntry,
  toTlogProof,
  trustedKeys,
  verifyCheckpoint,
  verifyContradiction,
  verifyEnvelope,
  withSignatureLines,
} from "../../src/provenance/index.ts";
import { foldConsistency } from "../../src/provenance/merkle-proof.ts";
import { memoryStore, type Store } from "../../src/stores/index.ts";
import { codeOf } from "../support.ts";
import { type KeyHolder, keyHolder } from "./keys.ts";

const origin = "acme.example/receiving";
const at = new Date("2026-03-31T08:00:00Z");
const minutesLater = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

let logKey: KeyHolder;
let partner: KeyHolder;
let bank: KeyHolder;
let forwarder: KeyHolder;
beforeAll(async () => {
  logKey = await keyHolder("acme log", "log", { sources: [origin] });
  [partner, bank, forwarder] = (await Promise.all(
    ["partner", "bank", "forwarder"].map((name) => keyHolder(name, "cosigner", { sources: [] })),
  )) as [KeyHolder, KeyHolder, KeyHolder];
});

const logIn = (store: Store = memoryStore(), holder = logKey): Log =>
  createLog({ store, origin, signer: holder.signer, publicKey: holder.publicKey });
const entries = (from: number, to: number): Uint8Array[] =>
  Array.from({ length: to - from }, (_, index) => utf8(`entry ${from + index}`));
const headOf = async (log: Log): Promise<string> => (await log.head()).checkpoint ?? "";
const trustedBy = (...holders: KeyHolder[]) => trustedKeys(holders.map(({ entry }) => entry));
const cosignerOf = (store: Store, now = at): Cosigner =>
  createCosigner({
    name: "partner.example",
    signer: partner.signer,
    publicKey: partner.publicKey,
    store,
    trustedKeys: trustedBy(logKey),
    clock: { now: () => now },
  });
const requestOf = async (log: Log, oldSize: number): Promise<string> =>
  formatAddCheckpoint({ oldSize, proof: await log.proveConsistency(oldSize), checkpoint: await headOf(log) });
const codeIn = (answer: CosignAnswer) => (answer.status === 200 ? "cosigned" : answer.code);

describe("a cosigner", () => {
  it("cosigns the first checkpoint of a log, and each that has grown out of the last", async () => {
    const log = logIn();
    const cosigner = cosignerOf(memoryStore());
    let seen = 0;
    for (const size of [1, 2, 7, 7, 300]) {
      if (size > seen) await log.append(entries(seen, size));
      const answer = await cosigner.add(await requestOf(log, seen));
      expect(answer.status).toBe(200);
      seen = size;
      expect(parseCheckpoint((await cosigner.last(origin)) ?? "").size).toBe(size);
    }
  });

  it("signs what verifiers of C2SP cosignatures read", async () => {
    const log = logIn();
    await log.append(entries(0, 5));
    const answer = await cosignerOf(memoryStore()).add(await requestOf(log, 0));
    const line = answer.status === 200 ? answer.cosignature : "";
    const bytes = fromBase64(line.trim().split(" ")[2]!);
    expect([line.startsWith("— partner.example "), bytes.length, line.endsWith("\n")]).toEqual([true, 76, true]);
    expect(Number(Buffer.from(bytes).readBigUInt64BE(4)) * 1_000).toBe(at.getTime());
    const cosigned = withSignatureLines(await headOf(log), [line, line]);
    expect(await verifyCheckpoint(cosigned, { trustedKeys: trustedBy(logKey, partner), at })).toMatchObject({
      status: "proven",
      value: { cosignatures: [{ at }], seen: { earliest: at.getTime(), latest: at.getTime() } },
    });
    expect(parseCheckpoint(cosigned).signatures).toHaveLength(2);
  });

  const grown = async () => {
    const log = logIn();
    await log.append(entries(0, 5));
    const cosigner = cosignerOf(memoryStore());
    await cosigner.add(await requestOf(log, 0));
    await log.append(entries(5, 9));
    return { log, cosigner };
  };
  type Attempt = (log: Log) => Promise<string>;
  const refusals: readonly (readonly [what: string, status: number, code: string, request: Attempt])[] = [
    ["nothing", 400, "cosign_malformed", async () => ""],
    [
      "an old size that is no number",
      400,
      "cosign_malformed",
      async (log) => (await requestOf(log, 5)).replace("5", "05"),
    ],
    [
      "a hash that is none",
      400,
      "cosign_malformed",
      async (log) => (await requestOf(log, 5)).replace("\n", "\nAAAA\n"),
    ],
    ["no checkpoint", 400, "cosign_malformed", async () => "old 5\n\nacme.example/receiving\n9\n"],
    [
      "more hashes than any proof has",
      400,
      "cosign_malformed",
      async (log) => (await requestOf(log, 5)).replace("\n", `\n${`${toBase64(new Uint8Array(32))}\n`.repeat(64)}`),
    ],
    [
      "an old size beyond the checkpoint",
      400,
      "cosign_malformed",
      async (log) => (await requestOf(log, 5)).replace("old 5", "old 10"),
    ],
    [
      "a checkpoint that somebody else signed",
      403,
      "cosign_unsigned",
      async (log) => {
        const forged = logIn(memoryStore(), await keyHolder("stranger", "log"));
        await forged.append(entries(0, 9));
        return formatAddCheckpoint({
          oldSize: 5,
          proof: await log.proveConsistency(5),
          checkpoint: await headOf(forged),
        });
      },
    ],
    [
      "another log",
      404,
      "cosign_unknown_log",
      async () => {
        const { signer, publicKey } = logKey;
        const other = createLog({ store: memoryStore(), origin: "other.example/log", signer, publicKey });
        await other.append(entries(0, 3));
        return requestOf(other, 0);
      },
    ],
    ["a start from an older size", 409, "cosign_stale", (log) => requestOf(log, 3)],
    ["a start from nothing", 409, "cosign_stale", (log) => requestOf(log, 0)],
    [
      "a log of the same size with other entries",
      409,
      "cosign_contradiction",
      async () => {
        const fork = logIn();
        await fork.append(entries(1, 6));
        return requestOf(fork, 5);
      },
    ],
    [
      "a log that grew out of other entries",
      422,
      "cosign_inconsistent",
      async () => {
        const fork = logIn();
        await fork.append(entries(1, 10));
        return requestOf(fork, 5);
      },
    ],
    [
      "a proof that is not there",
      422,
      "cosign_inconsistent",
      async (log) => formatAddCheckpoint({ oldSize: 5, proof: [], checkpoint: await headOf(log) }),
    ],
  ];
  it.each(refusals)("refuses %s with %d", async (_, status, code, request) => {
    const { log, cosigner } = await grown();
    const before = await cosigner.last(origin);
    expect(await cosigner.add(await request(log))).toMatchObject({ status, code });
    expect(await cosigner.last(origin)).toBe(before);
    expect((await cosigner.add(await requestOf(log, 5))).status).toBe(200);
  });

  it("answers a stale request with the size to start from", async () => {
    const { log, cosigner } = await grown();
    expect(await cosigner.add(await requestOf(log, 3))).toMatchObject({ status: 409, size: 5 });
  });

  it("refuses a proof for a first checkpoint, which has nothing to grow out of", async () => {
    const log = logIn();
    await log.append(entries(0, 5));
    const body = formatAddCheckpoint({
      oldSize: 0,
      proof: [toBase64(new Uint8Array(32))],
      checkpoint: await headOf(log),
    });
    expect(await cosignerOf(memoryStore()).add(body)).toMatchObject({ status: 422 });
  });

  it("cosigns one of two forks that are asked at the same time, in one process or two", async () => {
    for (let round = 0; round < 10; round++) {
      const store = memoryStore();
      const [left, right] = [logIn(), logIn()];
      await left.append(entries(0, 4));
      await right.append(entries(1, 6));
      const answers = await Promise.all([
        cosignerOf(store).add(await requestOf(left, 0)),
        cosignerOf(store).add(await requestOf(right, 0)),
      ]);
      expect(answers.map(codeIn).sort()).toEqual(["cosign_stale", "cosigned"]);
    }
  });

  it("signs with Ed25519 only, and remembers nothing when it cannot sign", async () => {
    const other = await keyHolder("partner", "cosigner", {}, "ES256");
    const options = { name: "p", store: memoryStore(), trustedKeys: trustedBy(logKey), clock: { now: () => at } };
    expect(codeOf(() => createCosigner({ ...options, ...other }))).toBe("key_unsupported");
    expect(codeOf(() => createCosigner({ ...options, ...partner, name: "a b" }))).toBe("TypeError");
  });

  it("can be asked again for the checkpoint that it saw last, as when its answer was lost", async () => {
    const log = logIn();
    await log.append(entries(0, 4));
    const cosigner = cosignerOf(memoryStore());
    await cosigner.add(await requestOf(log, 0));
    expect((await cosigner.add(await requestOf(log, 4))).status).toBe(200);
  });

  it("reads whatever it is sent, and answers with a code", async () => {
    const log = logIn();
    await log.append(entries(0, 4));
    const request = await requestOf(log, 0);
    const cosigner = cosignerOf(memoryStore());
    await fc.assert(
      fc.asyncProperty(fc.nat(request.length - 1), fc.string({ maxLength: 3 }), async (place, noise) => {
        const body = request.slice(0, place) + noise + request.slice(place + 1);
        const answer = await cosigner.add(body);
        if (body !== request && answer.status === 200) expect(body.startsWith("old 0\n\n")).toBe(true);
      }),
      { numRuns: 200 },
    );
    await fc.assert(
      fc.asyncProperty(fc.string(), async (body) => {
        expect((await cosigner.add(body)).status).toBe(400);
      }),
    );
  });

  it("remembers after a restart", async () => {
    const store = memoryStore();
    const log = logIn();
    await log.append(entries(0, 4));
    await cosignerOf(store).add(await requestOf(log, 0));
    expect(codeIn(await cosignerOf(store).add(await requestOf(log, 0)))).toBe("cosign_stale");
  });
});

describe("a quorum of cosigners", () => {
  const cosigned = async (): Promise<string> => {
    const log = logIn();
    await log.append(entries(0, 3));
    const note = await headOf(log);
    const lines = await Promise.all(
      [partner, bank, forwarder].map(({ signer, publicKey }, place) =>
        signCosignature(note, { name: `c${place}.example`, signer, publicKey }, minutesLater(place)),
      ),
    );
    return withSignatureLines(note, lines);
  };
  const idOf = ({ signer }: KeyHolder) => signer.keyId;
  const verify = async (note: string, cosigners?: CosignerQuorum, holders = [logKey, partner, bank, forwarder]) =>
    verifyCheckpoint(note, {
      trustedKeys: trustedBy(...holders),
      at: minutesLater(60),
      ...(cosigners && { cosigners }),
    });

  it("bounds the time from the first word to the one that makes it a quorum", async () => {
    const note = await cosigned();
    const all = [idOf(partner), idOf(bank), idOf(forwarder)];
    const seen = async (threshold: number) => (await verify(note, { threshold, among: all })).value?.seen;
    const first = minutesLater(0).getTime();
    expect(await seen(1)).toEqual({ earliest: first, latest: first });
    expect(await seen(2)).toEqual({ earliest: first, latest: minutesLater(1).getTime() });
    expect(await seen(3)).toEqual({ earliest: first, latest: minutesLater(2).getTime() });
  });

  it("may be made of groups", async () => {
    const note = await cosigned();
    const group: CosignerQuorum = { threshold: 1, among: [idOf(bank), idOf(forwarder)] };
    expect((await verify(note, { threshold: 2, among: [idOf(partner), group] })).value?.seen?.latest).toBe(
      minutesLater(1).getTime(),
    );
    const strict: CosignerQuorum = { threshold: 2, among: ["nobody", { ...group, threshold: 2 }] };
    expect(await verify(note, strict)).toMatchObject({ status: "unknown" });
  });

  it("counts no key twice, nobody who is unknown, nobody from the future, no key that was no longer valid", async () => {
    const note = await cosigned();
    const two: CosignerQuorum = { threshold: 2, among: [idOf(partner), idOf(bank)] };
    const { signer, publicKey } = partner;
    const again = await signCosignature(note, { name: "c0.example", signer, publicKey }, minutesLater(9));
    const only = withSignatureLines(note.split("\n").slice(0, 6).join("\n").concat("\n"), [again]);
    expect((await verify(only, two)).status).toBe("unknown");
    expect((await verify(note, two, [logKey, partner])).status).toBe("unknown");
    const early = await verifyCheckpoint(note, { trustedKeys: trustedBy(logKey, partner, bank), at, cosigners: two });
    expect(early.notChecked.join()).toContain("still to come");
    const revoked = { ...bank, entry: { ...bank.entry, revokedAt: minutesLater(1).toISOString() } };
    expect((await verify(note, two, [logKey, partner, revoked])).status).toBe("unknown");
  });

  it("is not anybody who signed another checkpoint, or in another role", async () => {
    const note = await cosigned();
    const other = note.replace("\n3\n", "\n4\n");
    expect((await verify(other)).checks.filter(({ status }) => status !== "proven").map(({ code }) => code)).toEqual([
      "checkpoint_signed",
      "checkpoint_cosigned",
    ]);
    const approver = { ...partner, entry: { ...partner.entry, roles: ["approver"] as const } };
    expect((await verify(note, { threshold: 1, among: [idOf(partner)] }, [logKey, approver])).status).toBe("unknown");
  });

  const senseless: readonly CosignerQuorum[] = [
    { threshold: 0, among: ["a"] },
    { threshold: 2, among: ["a"] },
    { threshold: 1, among: [] },
    { threshold: 1, among: ["a", { threshold: 1, among: ["a"] }] },
  ];
  it.each(senseless)("asks for something: %j", async (quorum) => {
    await expect(verify(await cosigned(), quorum)).rejects.toThrow(TypeError);
  });
});

describe("the time of cosigners", () => {
  const event = { specversion: "1.0", id: "1", source: "carrier/dhl", type: "eta", data: { minutes: 90 } } as const;
  const logged = async (envelope: Envelope, cosignedAt: Date): Promise<Envelope> => {
    const log = logIn();
    await log.append([utf8("other"), formatLogEntry(toLogEntry(envelope))]);
    const line = await signCosignature(
      await headOf(log),
      { name: "partner.example", signer: partner.signer, publicKey: partner.publicKey },
      cosignedAt,
    );
    const inclusion = await log.prove(1);
    return { ...envelope, inclusion: { ...inclusion, checkpoint: withSignatureLines(inclusion.checkpoint, [line]) } };
  };
  const carrier = async () => keyHolder("dhl", "source", { revokedAt: minutesLater(30).toISOString() });

  it("shows that a key signed before it ended", async () => {
    const dhl = await carrier();
    const envelope = await sealEvent(event, { signers: [dhl.signer], at });
    const statusOf = async (one: Envelope, ...more: KeyHolder[]) =>
      (await verifyEnvelope(one, { trustedKeys: trustedBy(dhl, ...more), at: minutesLater(600) })).status;
    expect(await statusOf(envelope)).toBe("unknown");
    expect(await statusOf(await logged(envelope, minutesLater(10)), logKey, partner)).toBe("proven");
    expect(await statusOf(await logged(envelope, minutesLater(31)), logKey, partner)).toBe("unknown");
    expect(await statusOf(await logged(envelope, minutesLater(10)), logKey)).toBe("unknown");
  });

  it("says nothing of a signature that the entry does not list", async () => {
    const dhl = await carrier();
    const received = receiveEvent(event, { channel: { name: "x", method: "none" }, at });
    const unsigned = await logged({ ...received }, minutesLater(10));
    const sealed = await sealEvent(event, { signers: [dhl.signer], at });
    const late = { ...sealed, inclusion: unsigned.inclusion! };
    expect(
      (await verifyEnvelope(late, { trustedKeys: trustedBy(dhl, logKey, partner), at: minutesLater(600) })).status,
    ).toBe("refuted");
  });

  it("can be asked of a quorum, and verified once for many envelopes", async () => {
    const dhl = await carrier();
    const envelope = await logged(await sealEvent(event, { signers: [dhl.signer], at }), minutesLater(10));
    const keys = trustedBy(dhl, logKey, partner);
    const checkpoints = createCheckpointMemory();
    const statusWith = async (threshold: number) => {
      const cosigners = { threshold, among: [partner.signer.keyId, bank.signer.keyId] };
      return (await verifyEnvelope(envelope, { trustedKeys: keys, at: minutesLater(600), cosigners, checkpoints }))
        .status;
    };
    expect([await statusWith(1), await statusWith(2)]).toEqual(["proven", "unknown"]);
    const forged = { ...envelope, inclusion: { ...envelope.inclusion!, index: 0 } };
    expect((await verifyEnvelope(forged, { trustedKeys: keys, at, checkpoints })).status).toBe("refuted");
    const strangers = trustedBy(dhl, await keyHolder("acme log", "log", { sources: [origin] }));
    expect((await verifyEnvelope(envelope, { trustedKeys: strangers, at, checkpoints })).status).toBe("refuted");
  });
});

describe("two heads that contradict", () => {
  it("of one size are a proof by themselves", async () => {
    const [left, right] = [logIn(), logIn()];
    await left.append(entries(0, 6));
    await right.append(entries(1, 7));
    const contradiction = contradictionOf(await headOf(left), await headOf(right))!;
    const read = parseContradiction(JSON.parse(JSON.stringify(contradiction)));
    expect(await verifyContradiction(read, trustedBy(logKey))).toMatchObject({
      status: "proven",
      value: { origin, principal: "acme log" },
    });
    expect((await verifyContradiction(read, trustedBy(partner))).status).toBe("unknown");
    expect((await verifyContradiction(read, trustedBy(await keyHolder("x", "log")))).status).toBe("refuted");
    expect(contradictionOf(await headOf(left), await headOf(left))).toBeUndefined();
  });

  it("of two sizes are one with the hashes that lie between them, for every pair of sizes", async () => {
    const honest = entries(0, 20);
    for (let small = 1; small < 20; small++) {
      const old = logIn();
      await old.append(honest.slice(0, small));
      const fork = logIn();
      await fork.append([...honest.slice(0, small - 1), utf8("another"), ...honest.slice(small)]);
      const contradiction = (await fork.contradicts(await headOf(old)))!;
      expect((await verifyContradiction(contradiction, trustedBy(logKey))).status).toBe("proven");
      const grown = logIn();
      await grown.append(honest);
      expect(await grown.contradicts(await headOf(old))).toBeUndefined();
      const framed = { ...contradiction, second: await headOf(grown) };
      expect((await verifyContradiction(framed, trustedBy(logKey))).status).toBe("refuted");
    }
  });

  it("cannot be made up: no change of the proof turns two honest heads into a contradiction", async () => {
    const log = logIn();
    await log.append(entries(0, 11));
    const first = await headOf(log);
    await log.append(entries(11, 30));
    const second = await headOf(log);
    const proof = (await log.proveConsistency(11)).map(fromBase64);
    expect(foldConsistency(11, 30, proof)?.newRoot).toEqual(rootOf(entries(0, 30).map(hashLeaf)));
    fc.assert(
      fc.property(fc.nat(proof.length - 1), fc.nat(31), fc.integer({ min: 1, max: 255 }), (hash, byte, mask) => {
        const changed = proof.map((one, place) => (place === hash ? one.with(byte, one[byte]! ^ mask) : one));
        expect(contradictionOf(first, second, changed)).toBeUndefined();
      }),
    );
    for (const attempt of [[], proof.slice(1), [...proof, proof[0]!], proof.toReversed()])
      expect(contradictionOf(first, second, attempt)).toBeUndefined();
  });
});

describe("a .tlog-proof file", () => {
  it("holds what an inclusion holds, but for the entry", async () => {
    const log = logIn();
    await log.append(entries(0, 300));
    for (const index of [0, 1, 255, 299]) {
      const inclusion = await log.prove(index);
      const file = toTlogProof(inclusion);
      expect(file.startsWith(`c2sp.org/tlog-proof@v1\nindex ${index}\n`)).toBe(true);
      expect(fromTlogProof(file, fromBase64url(inclusion.entry))).toEqual(inclusion);
    }
  });

  const damages: readonly (readonly [string, (file: string) => string])[] = [
    ["another first line", (file) => file.replace("@v1", "@v2")],
    ["no index", (file) => file.replace(/index \d+\n/, "")],
    ["an index with a sign", (file) => file.replace("index ", "index +")],
    ["an index with a zero in front", (file) => file.replace("index ", "index 0")],
    ["a short hash", (file) => file.replace(/\n[A-Za-z0-9+/]{43}=\n/, "\nAAAA\n")],
    ["base64 with other loose bits", (file) => file.replace(/(index \d+\n[A-Za-z0-9+/]{42})./, "$1B")],
    ["two extras", (file) => file.replace("index", "extra AAAA\nextra AAAA\nindex")],
    ["carriage returns", (file) => file.replaceAll("\n", "\r\n")],
    ["no checkpoint", (file) => file.slice(0, file.indexOf("\n\n"))],
    ["a checkpoint without a signature", (file) => file.slice(0, file.indexOf("\n—"))],
    ["too many hashes", (file) => file.replace("\n\n", `\n${`${toBase64(new Uint8Array(32))}\n`.repeat(64)}\n`)],
  ];
  it.each(damages)("is refused with %s", async (_, damage) => {
    const log = logIn();
    await log.append(entries(0, 5));
    const file = toTlogProof(await log.prove(2));
    expect(codeOf(() => parseTlogProof(file))).toBeUndefined();
    expect(codeOf(() => parseTlogProof(damage(file)))).toBe("tlog_proof_malformed");
  });
});
