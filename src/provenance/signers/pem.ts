import { platformFiles, privateKeyPem } from "../../runtime/index.ts";
import type { AlgorithmName } from "../algorithms.ts";
import { ProvenanceError } from "../errors.ts";
import { type PrivateJwk, parsePrivateJwk } from "../key.ts";
import type { Signer } from "../signer.ts";
import { nodeSigner } from "./node.ts";
import { processEnvironment } from "./process-environment.ts";

export interface PemOptions {
  /** What the key is encrypted with. */
  readonly passphrase?: string;
  /** The environment variable that holds it, where it is not handed over. */
  readonly passphraseVariable?: string;
  /** For which algorithm it is, where its kind does not say: `PS256` for RSA. */
  readonly algorithm?: AlgorithmName;
}

/**
 * Reads a private key from PKCS#8 in PEM, as `openssl` and `countersign keys` write it.
 *
 * @throws {ProvenanceError} `key_unreadable` for a wrong passphrase, or what is no PKCS#8; `key_unsupported`, `key_weak`
 */
export function parsePrivatePem(pem: string, { algorithm, ...options }: PemOptions = {}): PrivateJwk {
  const passphrase = passphraseIn(options);
  const isEncrypted = pem.includes("-----BEGIN ENCRYPTED PRIVATE KEY-----");
  if (isEncrypted && passphrase === undefined) throw unreadable("it is encrypted: say its passphrase");
  return parsePrivateJwk({ ...readPem(pem, passphrase), ...(algorithm !== undefined && { alg: algorithm }) });
}

const passphraseIn = ({ passphrase, passphraseVariable }: PemOptions): string | undefined =>
  passphrase ?? (passphraseVariable === undefined ? undefined : processEnvironment()[passphraseVariable]);

function readPem(pem: string, passphrase: string | undefined): object {
  const format = platformPem();
  try {
    return format.read(pem, passphrase);
  } catch (cause) {
    throw unreadable("the passphrase is wrong, or it is no private key in PKCS#8", cause);
  }
}

/** What OWASP asks for with PBKDF2-HMAC-SHA-256; the 2,048 that engines take by themselves are guessed through in hours. */
const ROUNDS = 600_000;

/**
 * Writes a private key as PKCS#8 in PEM, encrypted: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC. It takes a while, and
 * so does reading it, on purpose.
 *
 * @param rounds How often the passphrase is hashed. Default 600,000.
 *
 * @throws {ProvenanceError} `key_unsupported`, `key_weak`; `key_unreadable` for an empty passphrase, and where there is no
 * `node:crypto`
 */
export function formatPrivatePem(privateKey: PrivateJwk, passphrase: string, rounds: number = ROUNDS): string {
  if (passphrase === "") throw unreadable("the passphrase is empty: choose one, or keep the key in a key service");
  return platformPem().format(parsePrivateJwk(privateKey), passphrase, rounds);
}

function platformPem(): NonNullable<ReturnType<typeof privateKeyPem>> {
  const format = privateKeyPem();
  if (!format) throw unreadable("this platform reads no PEM: hand the key over as a JWK");
  return format;
}

/**
 * A signer with its key in an encrypted file. It is read once, now.
 *
 * @throws {ProvenanceError} `key_unreadable`, `key_unsupported`, `key_weak`. When it signs: `algorithm_unavailable`,
 * `signing_failed`
 */
export function fileSigner(path: string, options: PemOptions): Signer {
  const files = platformFiles();
  if (!files) throw unreadable("this platform has no files: hand the key over as a JWK");
  return nodeSigner(
    parsePrivatePem(
      readFile(() => files.readText(path)),
      options,
    ),
  );
}

function readFile(read: () => string): string {
  try {
    return read();
  } catch (cause) {
    throw unreadable("the file cannot be read", cause);
  }
}

export const unreadable = (problem: string, cause?: unknown): ProvenanceError =>
  new ProvenanceError("key_unreadable", `the private key cannot be used: ${problem}`, { problem }, { cause });
