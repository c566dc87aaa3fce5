import { execFileSync } from "node:child_process";
import {
  createPrivateKey,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  sign as nodeSign,
  verify,
} from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../src/foundation/index.ts";
import {
  type AlgorithmName,
  awsKms,
  azureKeyVault,
  environmentSigner,
  fileSigner,
  formatPrivatePem,
  fromDerSignature,
  generateKey,
  googleKms,
  type KeyService,
  localSigner,
  type PublicJwk,
  parsePrivatePem,
  parsePublicJwk,
  type RemoteSignerOptions,
  remoteSigner,
  thumbprint,
  toDerSignature,
  vaultTransit,
} from "../../src/provenance/index.ts";
import { codeOf, rejectionOf } from "../support.ts";
import { type Answering, loopback } from "./loopback.ts";

const message = new TextEncoder().encode("header.payload");
const folder = mkdtempSync(join(tmpdir(), "countersign-signers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("an ECDSA signature in DER", () => {
  it.each([
    ["ES256", "P-256", "sha256"],
    ["ES384", "P-384", "sha384"],
  ] as const)("of %s becomes r and s, and DER again", (name, namedCurve, hash) => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve });
    for (let round = 0; round < 50; round++) {
      const der = createSign(hash).update(message).sign(privateKey);
      const raw = fromDerSignature(der, name);
      expect(verify(hash, message, { key: publicKey, dsaEncoding: "ieee-p1363" }, raw)).toBe(true);
      expect(toHex(toDerSignature(raw, name))).toBe(toHex(der));
    }
  });

  it("is the same for every pair of numbers from 1", () => {
    const number = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((bytes) => bytes.some((byte) => byte !== 0));
    fc.assert(
      fc.property(number, number, (r, s) => {
        const raw = Uint8Array.from([...r, ...s]);
        expect(fromDerSignature(toDerSignature(raw, "ES256"), "ES256")).toEqual(raw);
      }),
      { numRuns: 200 },
    );
  });

  const half = (hex: string) => `02${(hex.length / 2).toString(16).padStart(2, "0")}${hex}`;
  const sequence = (...parts: string[]) =>
    `30${(parts.join("").length / 2).toString(16).padStart(2, "0")}${parts.join("")}`;
  const rows: readonly [why: string, hex: string][] = [
    ["is empty", ""],
    ["is no sequence", `31${sequence(half("01"), half("01")).slice(2)}`],
    ["has a length in the long form", `3081${sequence(half("01"), half("01")).slice(2)}`],
    ["has a length that is too short", "3005020101020101"],
    ["is cut", sequence(half("01"), half("01")).slice(0, -2)],
    ["has something behind it", `${sequence(half("01"), half("01"))}00`],
    ["has a third number", sequence(half("01"), half("01"), half("01"))],
    ["has one number", sequence(half("01"))],
    ["has a negative number", sequence(half("ff"), half("01"))],
    ["has needless zeros", sequence(half("0001"), half("01"))],
    ["has a zero", sequence(half("00"), half("01"))],
    ["has an empty number", sequence("0200", half("01"))],
    ["has a number beyond the curve", sequence(half(`01${"00".repeat(32)}`), half("01"))],
  ];
  it.each(rows)("is refused when it %s", (_, hex) => {
    expect(codeOf(() => fromDerSignature(fromHex(hex), "ES256"))).toBe("signature_malformed");
  });
  it("is made only of as many bytes as its algorithm has", () => {
    expect(codeOf(() => toDerSignature(new Uint8Array(64), "ES384"))).toBe("signature_malformed");
  });
});

describe("a private key in a file", () => {
  const passphrase = "correct horse battery staple";
  const few = 1_000;

  it.each<AlgorithmName>(["Ed25519", "ES256", "ES384"])(
    "for %s is written encrypted, and signs when it is read",
    async (name) => {
      const { privateKey, publicKey } = await generateKey(name);
      const file = join(folder, `${name}.pem`);
      writeFileSync(file, formatPrivatePem(privateKey, passphrase, few));
      const signer = fileSigner(file, { passphrase, algorithm: name });
      expect([signer.keyId, signer.algorithm]).toEqual([thumbprint(publicKey), name]);
      expect(parsePrivatePem(formatPrivatePem(privateKey, passphrase, few), { passphrase, algorithm: name })).toEqual(
        privateKey,
      );
    },
  );

  it("opens with openssl, which tells how often the passphrase was hashed", async () => {
    const { privateKey } = await generateKey("Ed25519");
    const pem = formatPrivatePem(privateKey, passphrase, 70_000);
    const opened = execFileSync("openssl", ["pkey", "-passin", `pass:${passphrase}`], { input: pem }).toString();
    expect(createPrivateKey(opened).export({ format: "jwk" })).toMatchObject({ d: privateKey.d });
    const shown = execFileSync("openssl", ["asn1parse", "-inform", "PEM"], { input: pem }).toString();
    expect(shown).toMatch(/PBKDF2[\s\S]*INTEGER\s+:011170[\s\S]*hmacWithSHA256[\s\S]*aes-256-cbc/);
  });

  it("that openssl encrypted is read as well", () => {
    const pem = execFileSync("openssl", [
      "genpkey",
      "-algorithm",
      "ed25519",
      "-aes-256-cbc",
      "-pass",
      `pass:${passphrase}`,
    ]).toString();
    expect(parsePrivatePem(pem, { passphrase })).toMatchObject({ kty: "OKP", crv: "Ed25519" });
  });

  it("does not open without its passphrase, and tells nothing of it", async () => {
    const { privateKey } = await generateKey("Ed25519");
    const pem = formatPrivatePem(privateKey, passphrase, few);
    expect(codeOf(() => parsePrivatePem(pem))).toBe("key_unreadable");
    for (const [text, wrong] of [
      [pem, "wrong"],
      [pem.replace(/.{8}\n-----END/, "AAAAAAAA\n-----END"), passphrase],
      ["no pem", ""],
    ] as const) {
      try {
        parsePrivatePem(text, { passphrase: wrong });
        expect.unreachable();
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^key_/) });
        expect(JSON.stringify(error)).not.toContain(privateKey.d);
        expect(JSON.stringify(error)).not.toContain("correct horse");
      }
    }
    expect(codeOf(() => formatPrivatePem(privateKey, ""))).toBe("key_unreadable");
    expect(codeOf(() => fileSigner(join(folder, "nowhere.pem"), {}))).toBe("key_unreadable");
  });
});

describe("a private key in the environment", () => {
  it("is a JWK, or PEM in one line", async () => {
    const { privateKey, publicKey } = await generateKey("Ed25519");
    const pem = formatPrivatePem(privateKey, "geheim", 1_000).replaceAll("\n", "\\n");
    const environment = {
      JWK: JSON.stringify(privateKey),
      PEM: pem,
      EMPTY: " ",
      OTHER: "secret-text",
      HALF: '{"kty":"OKP","d":"secret',
    };
    expect(environmentSigner("JWK", { environment }).keyId).toBe(thumbprint(publicKey));
    expect(environmentSigner("PEM", { environment, passphrase: "geheim" }).keyId).toBe(thumbprint(publicKey));
    for (const name of ["EMPTY", "MISSING", "OTHER", "HALF"]) {
      try {
        environmentSigner(name, { environment });
        expect.unreachable();
      } catch (error) {
        expect((error as { code: string }).code).toBe("key_unreadable");
        expect(JSON.stringify(error)).not.toContain("secret");
      }
    }
  });
});

describe("a key in a key service", () => {
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ed = generateKeyPairSync("ed25519");
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const jwkOf = (key: KeyObject, alg?: string) => parsePublicJwk({ ...key.export({ format: "jwk" }), alg });
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  const serve = async (answer: Answering) => {
    const server = await loopback(answer);
    open.push(server);
    return server;
  };
  const text = (value: unknown) => Buffer.from(String(value), "base64");
  const quick = { minWaitMs: 1, maxWaitMs: 2 };

  /** What the services do with a digest, in DER; ECDSA over a finished digest is what `openssl pkeyutl` does. */
  const signDigest = (digest: Buffer, key: KeyObject) => {
    const [keyFile, digestFile] = [join(folder, "kms.pem"), join(folder, "digest")];
    writeFileSync(keyFile, key.export({ type: "pkcs8", format: "pem" }));
    writeFileSync(digestFile, digest);
    return execFileSync("openssl", ["pkeyutl", "-sign", "-inkey", keyFile, "-in", digestFile]);
  };

  const services: readonly [name: string, service: (url: string) => KeyService, answer: Answering, key: PublicJwk][] = [
    [
      "AWS KMS",
      (url) => awsKms({ endpoint: `${url}/`, key: "alias/orders" }),
      ({ headers, body }) => {
        expect(headers["x-amz-target"]).toBe("TrentService.Sign");
        expect(body).toMatchObject({ KeyId: "alias/orders", MessageType: "DIGEST", SigningAlgorithm: "ECDSA_SHA_256" });
        return { Signature: signDigest(text(body.Message), ec.privateKey).toString("base64") };
      },
      jwkOf(ec.publicKey),
    ],
    [
      "Google Cloud KMS",
      (url) => googleKms({ endpoint: url, key: "projects/p/cryptoKeyVersions/1", token: () => "t0p-secret" }),
      ({ path, headers, body }) => {
        expect([path, headers.authorization]).toEqual([
          "/v1/projects/p/cryptoKeyVersions/1:asymmetricSign",
          "Bearer t0p-secret",
        ]);
        const { sha256 } = body.digest as { sha256: string };
        return { signature: signDigest(text(sha256), ec.privateKey).toString("base64") };
      },
      jwkOf(ec.publicKey),
    ],
    [
      "Azure Key Vault",
      (url) => azureKeyVault({ key: `${url}/keys/orders/1`, token: async () => "t0p-secret" }),
      ({ path, body }) => {
        expect([path, body.alg]).toEqual(["/keys/orders/1/sign?api-version=7.4", "ES256"]);
        const der = signDigest(Buffer.from(String(body.value), "base64url"), ec.privateKey);
        return { kid: "1", value: Buffer.from(fromDerSignature(der, "ES256")).toString("base64url") };
      },
      jwkOf(ec.publicKey),
    ],
    [
      "Vault's transit engine with P-256",
      (url) => vaultTransit({ address: url, key: "orders", token: () => "t0p-secret" }),
      ({ path, headers, body }) => {
        expect([path, headers["x-vault-token"], body.marshaling_algorithm]).toEqual([
          "/v1/transit/sign/orders",
          "t0p-secret",
          "jws",
        ]);
        const signature = nodeSign("sha256", text(body.input), { key: ec.privateKey, dsaEncoding: "ieee-p1363" });
        return { data: { signature: `vault:v1:${signature.toString("base64url")}` } };
      },
      jwkOf(ec.publicKey),
    ],
    [
      "Vault's transit engine with Ed25519",
      (url) => vaultTransit({ address: url, key: "orders", token: () => "t0p-secret" }),
      ({ body }) => ({
        data: { signature: `vault:v1:${nodeSign(null, text(body.input), ed.privateKey).toString("base64")}` },
      }),
      jwkOf(ed.publicKey),
    ],
    [
      "Vault's transit engine with RSA-PSS",
      (url) => vaultTransit({ address: url, key: "orders", token: () => "t0p-secret" }),
      ({ body }) => {
        expect(body).toMatchObject({ signature_algorithm: "pss", salt_length: "hash" });
        const signature = nodeSign("sha256", text(body.input), { key: rsa.privateKey, padding: 6, saltLength: 32 });
        return { data: { signature: `vault:v1:${signature.toString("base64")}` } };
      },
      jwkOf(rsa.publicKey, "PS256"),
    ],
  ];
  it.each(services)(
    "of %s signs, and its answer is right for the public key",
    async (_, service, answer, publicKey) => {
      const { url } = await serve(answer);
      const signer = remoteSigner({ publicKey, service: service(url), retry: quick });
      expect((await signer.sign(message)).length).toBeGreaterThan(60);
    },
  );

  const vault = (url: string, change: Partial<RemoteSignerOptions> = {}) =>
    remoteSigner({
      publicKey: jwkOf(ed.publicKey),
      service: vaultTransit({ address: url, key: "orders", token: () => "t0p-secret" }),
      retry: quick,
      ...change,
    });
  const rightAnswer: Answering = ({ body }) => ({
    data: { signature: `vault:v1:${nodeSign(null, text(body.input), ed.privateKey).toString("base64")}` },
  });

  it("is asked again after what may pass by itself, and not after a refusal", async () => {
    let times = 0;
    const busy = await serve((asked, response) => {
      times += 1;
      return times > 2 ? rightAnswer(asked, response) : void response.writeHead(times === 1 ? 503 : 429).end();
    });
    await vault(busy.url).sign(message);
    expect(busy.asked).toHaveLength(3);
    const closed = await serve((_, response) => response.writeHead(403).end());
    expect(await rejectionOf(vault(closed.url).sign(message))).toBe("signing_failed");
    expect(closed.asked).toHaveLength(1);
  });

  it("is asked within a budget that all signatures share: a service that is down is not flooded", async () => {
    const down = await serve((_, response) => response.writeHead(500).end());
    const signer = vault(down.url);
    for (let round = 0; round < 8; round++) expect(await rejectionOf(signer.sign(message))).toBe("signing_failed");
    expect(down.asked.length).toBeLessThan(8 * 4 - 10);
  });

  const wrong: readonly [what: string, answer: Answering][] = [
    [
      "a signature of another message",
      () => ({ data: { signature: `vault:v1:${nodeSign(null, Buffer.from("x"), ed.privateKey).toString("base64")}` } }),
    ],
    [
      "a signature of another key",
      ({ body }) => ({
        data: {
          signature: `vault:v1:${nodeSign(null, text(body.input), generateKeyPairSync("ed25519").privateKey).toString("base64")}`,
        },
      }),
    ],
    ["no signature", () => ({ data: {} })],
    ["nothing that is JSON", (_, response) => void response.end("<html>t0p-secret</html>")],
    ["letters that are no base64", () => ({ data: { signature: "vault:v1:****" } })],
    ["more than anybody should read", (_, response) => void response.end(`"${"a".repeat(300_000)}"`)],
    [
      "the way to somewhere else",
      (_, response) => void response.writeHead(307, { location: "http://127.0.0.1:9/" }).end(),
    ],
  ];
  it.each(wrong)("that answers %s has not signed, and the error tells neither token nor answer", async (_, answer) => {
    const { url } = await serve(answer);
    const error = await vault(url, { retry: { ...quick, attempts: 2 } })
      .sign(message)
      .then(
        () => undefined,
        (caught: unknown) => caught,
      );
    expect(error).toMatchObject({ code: "signing_failed" });
    expect(`${JSON.stringify(error)} ${String((error as Error).stack)}`).not.toContain("t0p-secret");
  });

  it("that does not answer is given up in time", async () => {
    const silent = await serve(() => undefined);
    const started = performance.now();
    expect(
      await rejectionOf(vault(silent.url, { timeoutMs: 40, retry: { ...quick, attempts: 2 } }).sign(message)),
    ).toBe("signing_failed");
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("can be any that is described, and may not be for an algorithm that is only verified with", async () => {
    const own: KeyService = {
      ecdsa: "der",
      question: async () => ({ url: "https://kms.example/sign", body: { message: "…" } }),
      signatureIn: () => createSign("sha256").update(message).sign(ec.privateKey),
    };
    const fetch = async () => Response.json({});
    const signer = remoteSigner({ publicKey: jwkOf(ec.publicKey), service: own, fetch });
    expect(await signer.sign(message)).toHaveLength(64);
    expect(codeOf(() => remoteSigner({ publicKey: jwkOf(rsa.publicKey, "RS256"), service: own }))).toBe(
      "key_unsupported",
    );
  });
});

describe("all signers", () => {
  let pair: Awaited<ReturnType<typeof generateKey>>;
  beforeAll(async () => {
    pair = await generateKey("Ed25519");
  });
  it("of one key give the same bytes, whatever way they sign", async () => {
    const environment = { KEY: JSON.stringify(pair.privateKey) };
    const signatures = [localSigner(pair.privateKey), environmentSigner("KEY", { environment })];
    const [one, other] = await Promise.all(signatures.map((signer) => signer.sign(message)));
    expect(one).toEqual(other);
  });
});
