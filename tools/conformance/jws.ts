import type { EnvelopeSignature } from "../../src/foundation/index.ts";
import { parseEnvelope } from "../../src/provenance/envelope.ts";
import { readHeader, verifySignature } from "../../src/provenance/jws.ts";
import { algorithmOfKey, parsePublicJwk, thumbprint } from "../../src/provenance/key.ts";
import { checkOf } from "./signature.ts";
import { refusalOf } from "./suite.ts";

export interface JwsParts {
  readonly payload: string;
  readonly signature: EnvelopeSignature;
}

/** The parts of a compact JWS; `undefined` for what is none, and for JSON of another form than an envelope's. */
export function partsOf(jws: unknown): JwsParts | undefined {
  const [header, payload, signature, ...more] = typeof jws === "string" ? jws.split(".") : [];
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) return undefined;
  return { payload, signature: { protected: header, signature } };
}

/** Whether the signature is right for the key, in the one spelling that envelopes have, whatever the header says. */
export async function isRight(parts: JwsParts | undefined, jwk: object): Promise<boolean> {
  if (!parts || refusalOf(() => parseEnvelope(toEnvelope(parts))) !== undefined) return false;
  return (await verifySignature(parts.payload, parts.signature, checkOf(jwk))) === "right";
}

/** Whether the room takes it: right, and under the one header that it reads. */
export async function isTaken(parts: JwsParts | undefined, jwk: object): Promise<boolean> {
  const header = parts && readHeader(parts.signature);
  const key = parsePublicJwk(jwk);
  return header?.kid === thumbprint(key) && header.alg === algorithmOfKey(key).name && isRight(parts, jwk);
}

const toEnvelope = ({ payload, signature }: JwsParts): object => ({
  formatVersion: 1,
  payload,
  signatures: [signature],
});

export const closedHeader = "closed header: a right signature under another header than `{alg, cty, kid}` is refused";
