import type { SignatureScheme } from "../runtime/index.ts";

/** A signature algorithm of JOSE. The key decides which one is used; a header that says otherwise is refused. */
export interface Algorithm {
  /** The `alg` of the protected header (RFC 7518, RFC 8037, RFC 9864, RFC 9964). */
  readonly name: AlgorithmName;
  readonly kty: "EC" | "OKP" | "RSA" | "AKP";
  readonly crv?: "P-256" | "P-384" | "Ed25519";
  /** Only for keys whose JWK says `alg`: their kind fits another algorithm, too. */
  readonly named?: true;
  /** Old signatures are verified with it; none is made. */
  readonly verifiesOnly?: true;
  /** What WebCrypto calls it when signing. */
  readonly webCrypto: { readonly name: string; readonly hash?: string; readonly saltLength?: number };
  readonly scheme: SignatureScheme;
  /** Bytes of a signature; absent for RSA, where the key's modulus says it. */
  readonly signatureLength?: number;
  /** Bytes of each member of a public JWK, where the algorithm says it. */
  readonly lengths: Readonly<Record<string, number>>;
}

/** The algorithms that are signed and verified with. */
export type AlgorithmName = "ES256" | "ES384" | "Ed25519" | "EdDSA" | "PS256" | "RS256" | "ML-DSA-44";

/**
 * To add an algorithm, add a row. `ES256` and `ES384` are for ERPs and key services that know no Ed25519, `PS256` for
 * those that have RSA keys only. `RS256` is what NetSuite and older ERPs sign with. `EdDSA` is the older name of
 * Ed25519, which says less than it should (RFC 9864). `ML-DSA-44` needs a platform that has it.
 */
export const algorithms: readonly Algorithm[] = [
  {
    name: "ES256",
    kty: "EC",
    crv: "P-256",
    webCrypto: { name: "ECDSA", hash: "SHA-256" },
    scheme: { hash: "sha256", form: "p1363" },
    signatureLength: 64,
    lengths: { x: 32, y: 32 },
  },
  {
    name: "ES384",
    kty: "EC",
    crv: "P-384",
    webCrypto: { name: "ECDSA", hash: "SHA-384" },
    scheme: { hash: "sha384", form: "p1363" },
    signatureLength: 96,
    lengths: { x: 48, y: 48 },
  },
  {
    name: "Ed25519",
    kty: "OKP",
    crv: "Ed25519",
    webCrypto: { name: "Ed25519" },
    scheme: {},
    signatureLength: 64,
    lengths: { x: 32 },
  },
  {
    name: "EdDSA",
    kty: "OKP",
    crv: "Ed25519",
    named: true,
    webCrypto: { name: "Ed25519" },
    scheme: {},
    signatureLength: 64,
    lengths: { x: 32 },
  },
  {
    name: "PS256",
    kty: "RSA",
    named: true,
    webCrypto: { name: "RSA-PSS", saltLength: 32 },
    scheme: { hash: "sha256", form: "pss" },
    lengths: {},
  },
  {
    name: "RS256",
    kty: "RSA",
    named: true,
    verifiesOnly: true,
    webCrypto: { name: "RSASSA-PKCS1-v1_5" },
    scheme: { hash: "sha256", form: "pkcs1" },
    lengths: {},
  },
  {
    name: "ML-DSA-44",
    kty: "AKP",
    named: true,
    webCrypto: { name: "ML-DSA-44" },
    scheme: {},
    signatureLength: 2_420,
    lengths: { pub: 1_312 },
  },
];

export const algorithmNamed = (name: string): Algorithm | undefined => algorithms.find((row) => row.name === name);

/** The one algorithm that a JWK is for: the one it names, else the only one that fits its kind. */
export const algorithmOf = ({ kty, crv, alg }: Readonly<Record<string, unknown>>): Algorithm | undefined =>
  algorithms.find((row) => row.kty === kty && row.crv === crv && (alg === undefined ? !row.named : row.name === alg));
