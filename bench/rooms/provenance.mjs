import { deepStrictEqual, equal } from "node:assert/strict";
import { FlattenedSign, flattenedVerify, GeneralSign, generalVerify, importJWK } from "jose";
import { fromBase64, fromBase64url, toBase64url, utf8 } from "../../dist/esm/foundation/index.js";
import {
  createLog,
  generateKey,
  hashLeaf,
  localSigner,
  parseCheckpoint,
  sealEvent,
  trustedKeys,
  verifyEnvelope,
  verifyInclusion,
} from "../../dist/esm/provenance/index.js";
import { memoryStore } from "../../dist/esm/stores/index.js";
import { orderOf } from "../lib/order.mjs";

const at = new Date("2026-03-31T08:15:00Z");
const event = {
  specversion: "1.0",
  id: "1",
  source: "erp/orders",
  type: "order.released",
  time: at.toISOString(),
  data: orderOf(1),
};

export default async function* comparisons() {
  const keys = await generateKey("Ed25519");
  const jose = {
    sign: await importJWK(keys.privateKey, "Ed25519"),
    verify: await importJWK(keys.publicKey, "Ed25519"),
  };
  yield* envelopes(keys, jose);
  yield* log(keys, jose);
}

async function* envelopes({ privateKey, publicKey }, jose) {
  const signer = localSigner(privateKey);
  const envelope = await sealEvent(event, { signers: [signer], at });
  const payload = fromBase64url(envelope.payload);
  const header = { alg: "Ed25519", cty: "vnd.in-toto+json", kid: signer.keyId };
  const sign = () => new GeneralSign(payload).addSignature(jose.sign).setProtectedHeader(header).sign();
  const jws = { payload: envelope.payload, signatures: envelope.signatures };
  const entry = {
    key: publicKey,
    principal: "erp",
    roles: ["source"],
    sources: ["erp/*"],
    validFrom: "2026-01-01T00:00:00Z",
  };
  const trusted = trustedKeys([entry]);
  const verify = () => verifyEnvelope(envelope, { trustedKeys: trusted, at });

  yield {
    name: "seal an event with an order of 1 KB",
    unit: "µs",
    peer: "jose GeneralSign of the finished statement (floor)",
    target: 0.7,
    ours: () => sealEvent(event, { signers: [signer], at }),
    theirs: sign,
    // Ed25519 gives the same signature for the same bytes, header included.
    same: async () => deepStrictEqual((await sign()).signatures, envelope.signatures),
  };
  yield {
    name: "verify an envelope",
    unit: "µs",
    peer: "jose generalVerify of its signature (floor)",
    target: 0.7,
    ours: verify,
    theirs: () => generalVerify(jws, jose.verify, { algorithms: ["Ed25519"] }),
    same: async () => {
      const verdict = await verify();
      equal(verdict.status, "proven");
      const { payload: verified } = await generalVerify(jws, jose.verify, { algorithms: ["Ed25519"] });
      equal(toBase64url(verified), envelope.payload);
    },
  };
}

const BATCH = 1_024;

async function* log({ publicKey, privateKey }, jose) {
  const entries = Array.from({ length: BATCH }, (_, at) => utf8(`{"formatVersion":1,"statement":"${at}"}`.padEnd(160)));
  const log = createLog({ store: memoryStore(), origin: "bench", signer: localSigner(privateKey), publicKey });
  const sign = (entry) => new FlattenedSign(entry).setProtectedHeader({ alg: "Ed25519" }).sign(jose.sign);
  const append = () => log.append(entries);
  const verifySigned = async (signed) => (await flattenedVerify(signed, jose.verify)).payload;

  yield {
    name: `append to a log, ${BATCH.toLocaleString("en")} entries at a time`,
    unit: "µs",
    peer: "jose: a signature for each entry",
    target: 10,
    items: BATCH,
    ours: append,
    theirs: () => Promise.all(entries.map(sign)),
    same: async () => {
      const first = await append();
      equal(isProven(await log.prove(first + 7)), true);
      deepStrictEqual(new Uint8Array(await verifySigned(await sign(entries[7]))), entries[7]);
    },
  };

  const proof = readProof(await log.prove(7));
  const signed = await sign(entries[7]);
  yield {
    name: "verify that a log of many entries holds one",
    unit: "µs",
    peer: "jose flattenedVerify of a signature of its own",
    target: 5,
    ours: () => isProvenBy(proof),
    theirs: () => verifySigned(signed),
    same: async () => {
      equal(isProvenBy(proof), true);
      deepStrictEqual(new Uint8Array(await verifySigned(signed)), entries[7]);
    },
  };
}

function readProof({ entry, index, proof, checkpoint }) {
  const { size, root } = parseCheckpoint(checkpoint);
  return { entry: fromBase64url(entry), index, size, hashes: proof.map(fromBase64), root };
}

const isProvenBy = ({ entry, index, size, hashes, root }) =>
  verifyInclusion(hashLeaf(entry), index, size, hashes, root);

const isProven = (inclusion) => isProvenBy(readProof(inclusion));
