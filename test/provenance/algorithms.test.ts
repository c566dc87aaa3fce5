import { constants, generateKeyPairSync, type KeyObject, sign as nodeSign } from "node:crypto";
import { readFileSync } from "node:fs";
import { generalVerify, importJWK } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import {
  canonicalJson,
  type Envelope,
  type Event,
  fromBase64url,
  fromHex,
  fromUtf8,
  toBase64url,
  utf8,
} from "../../src/foundation/index.ts";
import {
  type AlgorithmName,
  formatTrustedKeys,
  generateKey,
  localSigner,
  nodeSigner,
  type PublicJwk,
  parsePublicJwk,
  parseTrustedKeys,
  type Signer,
  sealEvent,
  thumbprint,
  trustedKeys,
  verifyEnvelope,
} from "../../src/provenance/index.ts";
import { codeOf, rejectionOf } from "../support.ts";

const at = new Date("2026-03-31T08:00:00Z");
const event: Event = {
  specversion: "1.0",
  id: "e-1",
  source: "erp/orders",
  type: "order.released",
  data: { lines: 3 },
};

const entryOf = (key: unknown) => ({
  key: key as PublicJwk,
  principal: "erp",
  roles: ["source" as const],
  sources: ["erp/*"],
  validFrom: "2026-01-01T00:00:00Z",
});
const outcome = async (envelope: unknown, key: unknown, offThread = false) => {
  const verdict = await verifyEnvelope(envelope, { trustedKeys: trustedKeys([entryOf(key)]), at, offThread });
  const told = verdict.checks.filter(({ status, code }) => status === verdict.status && code !== "authenticated");
  return verdict.status === "proven" ? "proven" : `${verdict.status} ${told.map(({ code }) => code).join(" ")}`;
};

describe.each<AlgorithmName>(["ES256", "ES384", "Ed25519", "EdDSA", "PS256"])("a key for %s", (name) => {
  let pair: Awaited<ReturnType<typeof generateKey>>;
  beforeAll(async () => {
    pair = await generateKey(name);
  });

  it.each([
    ["WebCrypto", localSigner],
    ["node:crypto", nodeSigner],
  ])("seals by %s what every way of verifying takes, here and in another library", async (_, signer) => {
    const envelope = await sealEvent(event, { signers: [signer(pair.privateKey)], at });
    expect(await outcome(envelope, pair.publicKey)).toBe("proven");
    expect(await outcome(envelope, pair.publicKey, true)).toBe("proven");
    const { protectedHeader } = await generalVerify(envelope as never, await importJWK({ ...pair.publicKey }, name));
    expect(protectedHeader).toMatchObject({ alg: name, kid: thumbprint(pair.publicKey) });
  });

  it.each([false, true])("refuses its signature with one bit changed, off this thread: %s", async (offThread) => {
    const envelope = await sealEvent(event, { signers: [localSigner(pair.privateKey)], at });
    const [signature] = envelope.signatures ?? [];
    const bytes = fromBase64url(signature?.signature ?? "");
    bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 1;
    const changed = { ...envelope, signatures: [{ ...signature, signature: toBase64url(bytes) }] };
    expect(await outcome(changed, pair.publicKey, offThread)).toBe("refuted signature_valid");
  });

  it.each([false, true])("signs in vain what cannot be read, off this thread: %s", async (offThread) => {
    const envelope = await sealEvent(event, { signers: [localSigner(pair.privateKey)], at });
    const payload = toBase64url(utf8(`${fromUtf8(fromBase64url(envelope.payload))} `));
    expect(await outcome({ ...envelope, payload }, pair.publicKey, offThread)).toBe("refuted statement_readable");
  });

  it("has the same name on its public half as on its private one", () => {
    expect(localSigner(pair.privateKey).keyId).toBe(thumbprint(pair.publicKey));
  });
});

describe("Ed25519", () => {
  it("gives the same bytes by WebCrypto and by node:crypto", async () => {
    const { privateKey } = await generateKey("Ed25519");
    const bytes = new TextEncoder().encode("the same order");
    expect(await nodeSigner(privateKey).sign(bytes)).toEqual(await localSigner(privateKey).sign(bytes));
  });

  it("is not called EdDSA, unless its key says that it is", async () => {
    const { privateKey, publicKey } = await generateKey("Ed25519");
    const older = { ...privateKey, alg: "EdDSA" } as typeof privateKey;
    const envelope = await sealEvent(event, { signers: [localSigner(older)], at });
    expect(await outcome(envelope, publicKey)).toBe("refuted signature_valid");
    expect(await outcome(envelope, { ...publicKey, alg: "EdDSA" })).toBe("proven");
  });
});

/** An envelope whose signature somebody else made, under the header that the format wants. */
async function sealedBy(name: string, key: unknown, sign: (bytes: Uint8Array) => Uint8Array): Promise<Envelope> {
  const signer = {
    keyId: thumbprint(parsePublicJwk(key)),
    algorithm: name,
    sign: async (bytes) => sign(bytes),
  } as Signer;
  return sealEvent(event, { signers: [signer], at });
}

describe("RS256, which older ERPs sign with,", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const jwk = publicKey.export({ format: "jwk" });

  it("is verified, and signs nothing here", async () => {
    const envelope = await sealedBy("RS256", { ...jwk, alg: "RS256" }, (bytes) =>
      nodeSign("sha256", bytes, privateKey),
    );
    expect(await outcome(envelope, { ...jwk, alg: "RS256" })).toBe("proven");
    const key = { ...privateKey.export({ format: "jwk" }), alg: "RS256" } as never;
    expect(codeOf(() => localSigner(key))).toBe("key_unsupported");
    expect(codeOf(() => nodeSigner(key))).toBe("key_unsupported");
    expect(await rejectionOf(generateKey("RS256"))).toBe("key_unsupported");
  });

  it("is refused of a key that is for PS256, and the other way round", async () => {
    const envelope = await sealedBy("RS256", { ...jwk, alg: "RS256" }, (bytes) =>
      nodeSign("sha256", bytes, privateKey),
    );
    expect(await outcome(envelope, { ...jwk, alg: "PS256" })).toBe("refuted signature_valid");
    const padded = await sealedBy("RS256", { ...jwk, alg: "RS256" }, (bytes) =>
      nodeSign("sha256", bytes, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
    );
    expect(await outcome(padded, { ...jwk, alg: "RS256" })).toBe("refuted signature_valid");
  });
});

describe("ML-DSA-44", () => {
  const key = { kty: "AKP", alg: "ML-DSA-44", pub: toBase64url(new Uint8Array(1_312).fill(7)) };
  const envelope = () => sealedBy("ML-DSA-44", key, () => new Uint8Array(2_420));
  it("is a coded answer, neither a crash nor a verdict, where the platform does not have it", async () => {
    const made = await rejectionOf(generateKey("ML-DSA-44"));
    const expected = made === undefined ? "refuted signature_valid" : "unknown algorithm_available";
    expect([undefined, "algorithm_unavailable"]).toContain(made);
    expect(await outcome(await envelope(), key)).toBe(expected);
    expect(await outcome(await envelope(), key, true)).toBe(expected);
  });
});

describe("a key is refused", () => {
  const newRsa = (modulusLength: number, publicExponent = 65_537) => ({
    ...generateKeyPairSync("rsa", { modulusLength, publicExponent }).publicKey.export({ format: "jwk" }),
    alg: "PS256",
  });
  const rsa = newRsa(2_048);
  const ed = (hex: string) => ({ kty: "OKP", crv: "Ed25519", x: toBase64url(fromHex(hex)) });
  const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  const zeros = "00".repeat(31);
  const rows: readonly [why: string, jwk: () => unknown, code: string][] = [
    ["that is RSA and does not say for which algorithm", () => ({ ...rsa, alg: undefined }), "key_unsupported"],
    ["that is RSA for encryption", () => ({ ...rsa, alg: "RSA-OAEP" }), "key_unsupported"],
    ["of 1,024 bits", () => newRsa(1_024), "key_weak"],
    ["with the exponent 3", () => newRsa(2_048, 3), "key_weak"],
    [
      "of more bits than anybody should wait for",
      () => ({ ...rsa, n: toBase64url(new Uint8Array(1_025).fill(255)) }),
      "key_unsupported",
    ],
    ["with leading zeros", () => ({ ...rsa, e: "AAEAAQ" }), "key_unsupported"],
    ["that is a shared secret", () => ({ kty: "oct", k: "c2VjcmV0" }), "key_unsupported"],
    ["beside its curve", () => ({ ...p256, y: p256.x }), "key_unsupported"],
    ["with a coordinate that is too short", () => ({ ...p256, x: "AQAB" }), "key_unsupported"],
    ["with padding", () => ({ ...p256, x: `${p256.x}=` }), "key_unsupported"],
    ["that names another algorithm than its curve's", () => ({ ...p256, alg: "ES384" }), "key_unsupported"],
    ["that is for encryption by its own word", () => ({ ...p256, use: "enc" }), "key_unsupported"],
    ["that may only derive others", () => ({ ...p256, key_ops: ["deriveKey"] }), "key_unsupported"],
    ["on a curve that is not offered", () => ({ ...p256, crv: "P-521" }), "key_unsupported"],
    ["that is the identity", () => ed(`01${zeros}`), "key_weak"],
    ["of order 2", () => ed(`ec${"ff".repeat(30)}7f`), "key_weak"],
    ["of order 8", () => ed("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "key_weak"],
    ["spelled beyond the field's prime", () => ed(`ee${"ff".repeat(30)}7f`), "key_weak"],
    ["without anything", () => undefined, "key_unsupported"],
  ];
  it.each(rows)("%s", (_, jwk, code) => {
    expect(codeOf(() => parsePublicJwk(jwk()))).toBe(code);
  });

  it("when its halves are of different pairs, before anything is signed with it", async () => {
    const [one, other] = [await generateKey("ES256"), await generateKey("ES256")];
    const mixed = { ...one.privateKey, ...other.publicKey } as never;
    expect(await rejectionOf(localSigner(mixed).sign(new Uint8Array()))).toBe("signing_failed");
    expect(codeOf(() => nodeSigner(mixed))).toMatch(/signing_failed|algorithm_unavailable/);
  });
});

describe("a signature counts only in its one spelling", () => {
  let envelope: Envelope;
  let publicKey: PublicJwk;
  let kid: string;
  beforeAll(async () => {
    const pair = await generateKey("Ed25519");
    publicKey = pair.publicKey;
    kid = thumbprint(publicKey);
    envelope = await sealEvent(event, { signers: [nodeSigner(pair.privateKey)], at });
  });
  const header = (members: object) => canonicalJson({ alg: "Ed25519", cty: "vnd.in-toto+json", kid, ...members });
  const headers: readonly [what: string, text: () => string][] = [
    ["an unknown `crit`", () => header({ crit: ["exp"] })],
    ["an empty `crit`", () => header({ crit: [] })],
    ["`b64` false without `crit`", () => header({ b64: false })],
    ["`b64` false with `crit`", () => header({ b64: false, crit: ["b64"] })],
    ["an embedded key", () => header({ jwk: publicKey })],
    ["a key from a URL", () => header({ jku: "https://keys.example" })],
    ["`alg` twice", () => header({}).replace("{", '{"alg":"none",')],
    ["`kid` twice", () => header({}).replace("}", `,"kid":"${kid}"}`)],
    ["white space", () => header({}).replace(",", ", ")],
    ["members in another order", () => `{"kid":"${kid}","alg":"Ed25519","cty":"vnd.in-toto+json"}`],
    ["the name EdDSA", () => header({ alg: "EdDSA" })],
    ["no algorithm", () => header({ alg: "none" })],
    ["HS256 with the public key as secret", () => header({ alg: "HS256" })],
    ["another content type", () => header({ cty: "json" })],
  ];
  it.each(headers)("and not with %s in its header", async (_, text) => {
    const [signature] = envelope.signatures ?? [];
    const changed = [{ ...signature, protected: toBase64url(new TextEncoder().encode(text())) }];
    expect(await outcome({ ...envelope, signatures: changed }, publicKey)).toBe("refuted signature_valid");
  });

  const spellings: readonly [what: string, change: (text: string) => string][] = [
    ["padding", (text) => `${text}=`],
    ["a line break", (text) => `${text.slice(0, 9)}\n${text.slice(9)}`],
    ["a space", (text) => ` ${text}`],
    ["the letters of base64", (text) => `${text.slice(0, -1)}+`],
    ["loose bits at the end", (text) => text.slice(0, -1) + "BCDEFGHIJ".charAt("AQgw".indexOf(text.slice(-1)))],
  ];
  it.each(spellings)("and not with %s in its base64url", async (_, change) => {
    const [signature] = envelope.signatures ?? [];
    const changed = [{ ...signature, signature: change(signature?.signature ?? "") }];
    expect(await outcome({ ...envelope, signatures: changed }, publicKey)).toBe("refuted statement_readable");
  });

  it.each([
    ["S beyond the order", 32, "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"],
    ["an R of order 4", 0, "00".repeat(32)],
    ["an R spelled beyond the prime", 0, `ed${"ff".repeat(30)}7f`],
  ])("and not with %s", async (_, offset, hex) => {
    const [signature] = envelope.signatures ?? [];
    const bytes = fromBase64url(signature?.signature ?? "");
    bytes.set(fromHex(hex), offset as number);
    const changed = [{ ...signature, signature: toBase64url(bytes) }];
    expect(await outcome({ ...envelope, signatures: changed }, publicKey)).toBe("refuted signature_valid");
  });
});

describe("private members", () => {
  it.each([
    ["ec", { namedCurve: "P-384" }, {}],
    ["rsa", { modulusLength: 2_048 }, { alg: "PS256" }],
    ["ed25519", {}, {}],
  ])("of a key of kind %s never come into the public one", (kind, options, members) => {
    const { privateKey } = generateKeyPairSync(kind as "ed25519", options) as { privateKey: KeyObject };
    const publicKey = parsePublicJwk({ ...privateKey.export({ format: "jwk" }), ...members });
    expect(Object.keys(publicKey).filter((name) => /^(?:d|p|q|dp|dq|qi|priv)$/.test(name))).toEqual([]);
  });
});

describe("an envelope that was signed once with every algorithm", () => {
  const read = (file: string) => JSON.parse(readFileSync(new URL(`../golden/${file}`, import.meta.url), "utf8"));
  const keys = parseTrustedKeys(read("trusted-keys-2.json"));

  it.each([false, true])("is proven signature by signature, off this thread: %s", async (offThread) => {
    const verdict = await verifyEnvelope(read("envelope-algorithms.json"), { trustedKeys: keys, at, offThread });
    const found = Object.fromEntries(verdict.value?.signers.map(({ principal, status }) => [principal, status]) ?? []);
    const { "ML-DSA-44": newest, ...others } = found;
    expect(Object.entries(others)).toHaveLength(6);
    expect(new Set(Object.values(others))).toEqual(new Set(["proven"]));
    // All seven are asked for: where one cannot be computed, the quorum is open.
    expect(["proven", "unknown"]).toContain(newest);
    expect(verdict.status).toBe(newest);
  });

  it("comes with trusted keys that are written as they were read", () => {
    expect(canonicalJson(formatTrustedKeys(keys))).toBe(canonicalJson(read("trusted-keys-2.json")));
  });
});
