import { deepStrictEqual, equal } from "node:assert/strict";
import { createPrivateKey, createPublicKey, sign as nativeSign, verify as nativeVerify } from "node:crypto";
import { CompactSign, compactVerify, FlattenedSign, flattenedVerify, generalVerify, importJWK } from "jose";
import { fromBase64, fromBase64url, utf8 } from "../../dist/esm/foundation/index.js";
import {
  generateKey,
  hashLeaf,
  localSigner,
  nodeSigner,
  parseCheckpoint,
  sealEvent,
  trustedKeys,
  verifyEnvelope,
  verifyInclusion,
} from "../../dist/esm/provenance/index.js";
import { forgetfulLog } from "../lib/logs.mjs";
import { opensslSpeed } from "../lib/openssl.mjs";
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

/** The same order: sealed here with its canonical form and a statement about it, signed there as it stands. */
async function* envelopes({ privateKey, publicKey }, jose) {
  const signers = { portable: localSigner(privateKey), node: nodeSigner(privateKey) };
  const order = utf8(JSON.stringify(event));
  const header = { alg: "Ed25519", kid: signers.node.keyId };
  const sign = () => new FlattenedSign(order).setProtectedHeader(header).sign(jose.sign);
  const compact = await new CompactSign(order).setProtectedHeader(header).sign(jose.sign);
  const verifyCompact = () => compactVerify(compact, jose.verify, { algorithms: ["Ed25519"] });
  const envelope = await sealEvent(event, { signers: [signers.node], at });
  const trusted = trustedKeys([
    { key: publicKey, principal: "erp", roles: ["source"], sources: ["erp/*"], validFrom: "2026-01-01T00:00:00Z" },
  ]);
  const verify = (offThread) => verifyEnvelope(envelope, { trustedKeys: trusted, at, offThread });
  const speed = opensslSpeed();
  const paths = [
    { way: "by WebCrypto", signer: signers.portable, offThread: true, seal: 0.85, verify: 0.8 },
    { way: "by node:crypto", signer: signers.node, offThread: false, seal: 1.3, verify: 1.1 },
  ];
  for (const { way, signer, offThread, ...target } of paths) {
    yield {
      name: `seal an event with an order of 1 KB ${way}`,
      unit: "µs",
      peer: `jose FlattenedSign of the order alone (${speed})`,
      target: target.seal,
      ours: () => sealEvent(event, { signers: [signer], at }),
      theirs: sign,
      same: async () => {
        const sealed = await sealEvent(event, { signers: [signer], at });
        equal((await verifyEnvelope(sealed, { trustedKeys: trusted, at })).status, "proven");
        // Another library finds the signature right, too.
        await generalVerify(sealed, jose.verify, { algorithms: ["Ed25519"] });
      },
    };
    yield {
      name: `verify it ${way}`,
      unit: "µs",
      peer: `jose compactVerify of the order alone (${speed})`,
      target: target.verify,
      ours: () => verify(offThread),
      theirs: verifyCompact,
      same: async () => {
        equal((await verify(offThread)).status, "proven");
        deepStrictEqual(new Uint8Array((await verifyCompact()).payload), order);
      },
    };
  }
  yield* bare({ privateKey, publicKey, signer: signers.node, envelope, verify });
}

/** How much of it is the signature. */
async function* bare({ privateKey, publicKey, signer, envelope, verify }) {
  const keys = {
    private: createPrivateKey({ key: privateKey, format: "jwk" }),
    public: createPublicKey({ key: publicKey, format: "jwk" }),
  };
  const [{ protected: header, signature }] = envelope.signatures;
  const signed = utf8(`${header}.${envelope.payload}`);
  const bytes = fromBase64url(signature);
  yield {
    name: "seal it by node:crypto, beside the signature",
    unit: "µs",
    peer: "node:crypto sign of the finished bytes (floor)",
    target: 0.6,
    ours: () => sealEvent(event, { signers: [signer], at }),
    theirs: () => nativeSign(null, signed, keys.private),
    same: () => deepStrictEqual(new Uint8Array(nativeSign(null, signed, keys.private)), bytes),
  };
  yield {
    name: "verify it by node:crypto, beside the signature",
    unit: "µs",
    peer: "node:crypto verify of the signed bytes (floor)",
    target: 0.7,
    ours: () => verify(false),
    theirs: () => nativeVerify(null, signed, keys.public, bytes),
    same: () => equal(nativeVerify(null, signed, keys.public, bytes), true),
  };
}

const BATCH = 1_024;

async function* log({ publicKey, privateKey }, jose) {
  const entries = Array.from({ length: BATCH }, (_, at) => utf8(`{"formatVersion":1,"statement":"${at}"}`.padEnd(160)));
  const current = forgetfulLog({ publicKey, privateKey });
  const sign = (entry) => new FlattenedSign(entry).setProtectedHeader({ alg: "Ed25519" }).sign(jose.sign);
  const append = () => current().append(entries);
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
      const log = current();
      equal(isProven(await log.prove((await log.append(entries)) + 7)), true);
      deepStrictEqual(new Uint8Array(await verifySigned(await sign(entries[7]))), entries[7]);
    },
  };

  const log = current();
  await log.append(entries);
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
