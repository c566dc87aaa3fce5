/** A signature algorithm of JOSE. The key decides which one is used; a header that says otherwise is refused. */
export interface Algorithm {
  /** The `alg` of the protected header (RFC 7518, RFC 9864). */
  readonly name: AlgorithmName;
  readonly kty: "EC" | "OKP";
  readonly crv: "P-256" | "Ed25519";
  /** What WebCrypto calls it when signing. */
  readonly webCrypto: { readonly name: string; readonly hash?: string };
  /** Bytes of a signature. */
  readonly signatureLength: number;
  /** Members of a public JWK of this kind (RFC 7518 §6.2, RFC 8037 §2), each with its length in bytes. */
  readonly coordinates: Readonly<Record<string, number>>;
}

/** The algorithms that are signed and verified with. */
export type AlgorithmName = "ES256" | "Ed25519";

/** To add an algorithm, add a row. `ES256` is for ERPs and key services that know no Ed25519. */
export const algorithms: readonly Algorithm[] = [
  {
    name: "ES256",
    kty: "EC",
    crv: "P-256",
    webCrypto: { name: "ECDSA", hash: "SHA-256" },
    signatureLength: 64,
    coordinates: { x: 32, y: 32 },
  },
  {
    name: "Ed25519",
    kty: "OKP",
    crv: "Ed25519",
    webCrypto: { name: "Ed25519" },
    signatureLength: 64,
    coordinates: { x: 32 },
  },
];

export const algorithmNamed = (name: string): Algorithm | undefined => algorithms.find((row) => row.name === name);

export const algorithmOf = ({ kty, crv }: { readonly kty?: unknown; readonly crv?: unknown }): Algorithm | undefined =>
  algorithms.find((row) => row.kty === kty && row.crv === crv);
