import { formatDer, formatDerInteger } from "./der.ts";
import { builtinModule } from "./platform.ts";

type NodeCrypto = typeof import("node:crypto");

/** Private keys as files hold them: PKCS#8 (RFC 5958) in PEM (RFC 7468), encrypted with a passphrase. */
export interface PrivateKeyPem {
  /** The key as a JWK. @throws what the engine says: a wrong passphrase, no PKCS#8, an unknown kind of key */
  read(pem: string, passphrase: string | undefined): object;
  /** Encrypts a key: PBES2 (RFC 8018) with so many rounds of PBKDF2-HMAC-SHA-256, and AES-256-CBC, which OpenSSL reads. */
  format(privateJwk: object, passphrase: string, rounds: number): string;
}

const SEQUENCE = 0x30;
const OCTETS = 0x04;
const oid = (hex: string): Uint8Array =>
  formatDer(
    0x06,
    Uint8Array.from(hex.match(/../g) ?? [], (two) => Number.parseInt(two, 16)),
  );
const nothing = formatDer(0x05);
const pbes2 = oid("2a864886f70d01050d");
const pbkdf2 = oid("2a864886f70d01050c");
const hmacSha256 = oid("2a864886f70d0209");
const aes256Cbc = oid("60864801650304012a");

/** Of this platform, or `undefined` where there is no `node:crypto`. */
export function privateKeyPem(): PrivateKeyPem | undefined {
  const crypto = builtinModule<NodeCrypto>("node:crypto");
  if (!crypto) return undefined;
  return {
    read: (pem, passphrase) =>
      crypto.createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) }).export({ format: "jwk" }),
    format(privateJwk, passphrase, rounds) {
      const key = crypto.createPrivateKey({ key: privateJwk as never, format: "jwk" });
      return toPem(encrypt(crypto, key.export({ type: "pkcs8", format: "der" }), passphrase, rounds));
    },
  };
}

function encrypt(crypto: NodeCrypto, pkcs8: Uint8Array, passphrase: string, rounds: number): Uint8Array {
  const [salt, iv] = [crypto.randomBytes(16), crypto.randomBytes(16)];
  const cipher = crypto.createCipheriv("aes-256-cbc", crypto.pbkdf2Sync(passphrase, salt, rounds, 32, "sha256"), iv);
  const secret = [cipher.update(pkcs8), cipher.final()];
  const times = formatDerInteger(Uint8Array.of(rounds >>> 24, rounds >>> 16, rounds >>> 8, rounds));
  const derivation = formatDer(SEQUENCE, formatDer(OCTETS, salt), times, formatDer(SEQUENCE, hmacSha256, nothing));
  const scheme = formatDer(
    SEQUENCE,
    formatDer(SEQUENCE, pbkdf2, derivation),
    formatDer(SEQUENCE, aes256Cbc, formatDer(OCTETS, iv)),
  );
  return formatDer(SEQUENCE, formatDer(SEQUENCE, pbes2, scheme), formatDer(OCTETS, ...secret));
}

function toPem(der: Uint8Array): string {
  const lines = btoa(String.fromCharCode(...der)).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${lines.join("\n")}\n-----END ENCRYPTED PRIVATE KEY-----\n`;
}
