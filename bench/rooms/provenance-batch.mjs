import { deepStrictEqual, equal } from "node:assert/strict";
import { execFile } from "node:child_process";
import { createPrivateKey, createPublicKey, sign as nativeSign, verify as nativeVerify } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import canonicalize from "canonicalize";
import { FlattenedSign, importJWK } from "jose";
import { canonicalJson, fromBase64, fromBase64url, parseJson, utf8 } from "../../dist/esm/foundation/index.js";
import {
  createCheckpointMemory,
  generateKey,
  hashLeaf,
  parseCheckpoint,
  sealBatch,
  trustedKeys,
  verifyEnvelope,
  verifyInclusion,
} from "../../dist/esm/provenance/index.js";
import { fileSystemStore, memoryStore } from "../../dist/esm/stores/index.js";
import { withFolder } from "../lib/disk.mjs";
import { forgetfulLog, openLog } from "../lib/logs.mjs";
import { opensslSpeed } from "../lib/openssl.mjs";
import { orderOf } from "../lib/order.mjs";

/**
 * Rates that were asked for, on a machine where OpenSSL signs 42,863 and verifies 16,183 times a second: the targets are
 * what they are beside that, on any machine.
 */
const asked = (perSecond, operation) => perSecond / { sign: 42_863, verify: 16_183 }[operation];

const BATCH = 1_024;
const at = new Date("2026-03-31T08:15:00Z");
const events = Array.from({ length: BATCH }, (_, number) => ({
  specversion: "1.0",
  id: String(number),
  source: "erp/orders",
  type: "order.released",
  time: at.toISOString(),
  data: orderOf(number),
}));
const texts = events.map(({ data }) => utf8(JSON.stringify(data)));

export default async function* comparisons() {
  const keys = await generateKey("Ed25519");
  const native = {
    sign: createPrivateKey({ key: keys.privateKey, format: "jwk" }),
    verify: createPublicKey({ key: keys.publicKey, format: "jwk" }),
  };
  yield* sealing(keys, native);
  yield* verifying(keys, native);
  yield {
    name: "canonical JSON of an order of 1 KB",
    unit: "µs",
    peer: "canonicalize",
    target: 2.5,
    ours: () => canonicalJson(events[0].data),
    theirs: () => canonicalize(events[0].data),
    same: () => equal(canonicalJson(events[0].data), canonicalize(events[0].data)),
  };
  yield* withFolder((folder) => durable(folder, keys));
  yield* withFolder(million);
}

const cuts = [
  { name: "one leaf", redactable: [], target: asked(80_000, "sign") },
  { name: "11 members redactable", redactable: ["/*"], target: asked(25_000, "sign") },
  {
    name: "47 values redactable",
    redactable: [
      ...["orderNumber", "currency", "orderedAt", "deliveryDate", "incoterms", "paymentTerms", "leadMinutes", "status"],
      ...["supplier/*", "buyer/*", "lines/*/*"],
    ].map((path) => `/${path}`),
    target: asked(25_000, "sign"),
  },
];

async function* sealing(keys, native) {
  const jose = await importJWK(keys.privateKey, "Ed25519");
  const signAll = () => texts.map((text) => nativeSign(null, text, native.sign));
  const speed = opensslSpeed();
  for (const { name, redactable, target } of cuts) {
    const log = forgetfulLog(keys);
    yield {
      name: `seal a batch of ${BATCH}, all proofs, ${name}`,
      unit: "per s",
      peer: `node:crypto: a signature for each text (${speed})`,
      target,
      items: BATCH,
      ours: () => sealBatch(events, { log: log(), at, redactable }),
      theirs: signAll,
      same: async () => {
        const sealed = await sealBatch(events, { log: log(), at, redactable });
        const verdict = await verifyEnvelope(sealed.at(-1), { trustedKeys: trusted(keys), at });
        equal(verdict.status, "proven");
        equal(nativeVerify(null, texts[7], native.verify, signAll()[7]), true);
      },
    };
  }
  const log = forgetfulLog(keys);
  yield {
    name: `seal a batch of ${BATCH}, all proofs, one leaf`,
    unit: "per s",
    peer: "jose: FlattenedSign of each text, on all cores",
    target: 2,
    items: BATCH,
    ours: () => sealBatch(events, { log: log(), at }),
    theirs: () =>
      Promise.all(texts.map((text) => new FlattenedSign(text).setProtectedHeader({ alg: "Ed25519" }).sign(jose))),
    same: () => undefined,
  };
}

const trusted = ({ publicKey }) =>
  trustedKeys([
    {
      key: publicKey,
      principal: "erp",
      roles: ["source", "log"],
      sources: ["erp/*", "bench"],
      validFrom: "2026-01-01T00:00:00Z",
    },
  ]);

async function* verifying(keys, native) {
  const sealed = await sealBatch(events, { log: openLog(keys, memoryStore()), at });
  const { size, root } = parseCheckpoint(sealed[0].inclusion.checkpoint);
  const inclusions = sealed.map(({ inclusion }) => inclusion);
  const proves = ({ entry, index, proof }) =>
    verifyInclusion(hashLeaf(fromBase64url(entry)), index, size, proof.map(fromBase64), root);
  const signatures = texts.map((text) => nativeSign(null, text, native.sign));
  const verifyAll = () => texts.every((text, at) => nativeVerify(null, text, native.verify, signatures[at]));
  yield {
    name: "verify the proof of one of 1,024, root known",
    unit: "per s",
    peer: "node:crypto: verify a signature",
    target: asked(80_000, "verify"),
    items: BATCH,
    ours: () => inclusions.every(proves),
    theirs: verifyAll,
    same: () => deepStrictEqual([inclusions.every(proves), verifyAll()], [true, true]),
  };

  const bytes = sealed.map((envelope) => utf8(JSON.stringify(envelope)));
  const options = { trustedKeys: trusted(keys), at, checkpoints: createCheckpointMemory() };
  const fromBytes = async () => {
    for (const each of bytes) equal((await verifyEnvelope(parseJson(each), options)).status, "proven");
  };
  yield {
    name: "verify an envelope from its bytes, root known",
    unit: "per s",
    peer: "node:crypto: verify a signature",
    target: asked(35_000, "verify"),
    items: BATCH,
    ours: fromBytes,
    theirs: verifyAll,
    same: fromBytes,
  };
}

/** What a batch costs when it must be on the disk before anybody is told. */
async function* durable(folder, keys) {
  for (const count of [64, 256, 1_024, 4_096]) {
    const batch = Array.from({ length: count }, (_, number) => events[number % BATCH]);
    const store = fileSystemStore(join(folder, `store-${count}`));
    const log = openLog(keys, store);
    const inMemory = forgetfulLog(keys);
    yield {
      name: `seal a batch of ${count} durably`,
      unit: "per s",
      peer: "the same into memory (floor: no fdatasync)",
      target: 0.5,
      items: count,
      rounds: 5,
      ours: () => sealBatch(batch, { log, at }),
      theirs: () => sealBatch(batch, { log: inMemory(), at }),
      same: async () => {
        const [sealed] = await sealBatch(batch, { log, at });
        equal((await verifyEnvelope(sealed, { trustedKeys: trusted(keys), at })).status, "proven");
      },
    };
    await store.close();
  }
}

/** How much room a log of a million entries takes: on the disk, and in memory while it is written and asked. */
async function* million(folder) {
  const script = fileURLToPath(new URL("../lib/million-entries.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, join(folder, "store")]);
  const { disk, memory } = JSON.parse(stdout);
  const row = { unit: "MB", target: 1, peerValue: 200 };
  yield { ...row, name: "1,000,000 entries of a log, on the disk", value: disk / 1e6, peer: "what was asked" };
  yield { ...row, name: "1,000,000 entries, memory of the process", value: memory / 1e6, peer: "the same" };
}
