import { verifyBundle } from "../evidence/index.ts";
import { formatInstant, isIntegrityError, parseJson, sha256Hex, type Verdict } from "../foundation/index.ts";
import { formatTrustedKeys, parseTrustedKeys, type TrustedKeys } from "../provenance/index.ts";
import type { CaseKey, CaseModel } from "../report/index.ts";
import { headOf, storyOf } from "./story.ts";

/** What is verified, and by whose keys. */
export interface Input {
  readonly bundle: Uint8Array;
  /** The text of a file of trusted keys. */
  readonly keys: string | Uint8Array;
  readonly keysAlong: boolean;
  readonly at: Date;
}

/** Verifies a file of evidence, and tells its story. @throws {IntegrityError} for trusted keys that cannot be read */
export async function toCase({ bundle, keys, keysAlong, at }: Input): Promise<CaseModel> {
  const trustedKeys = parseTrustedKeys(parseJson(keys, { maxBytes: 1_048_576 }));
  const { verdict, cannotCompute } = await verdictOn(bundle, trustedKeys, at);
  const { about, audience, at: madeAt } = headOf(bundle);
  return {
    verdict,
    digest: sha256Hex(bundle),
    ...(typeof about === "string" && { about }),
    ...(typeof audience === "string" && { audience }),
    ...(typeof madeAt === "string" && { madeAt }),
    keys: formatTrustedKeys(trustedKeys).keys.map(toKey),
    keysAlong,
    story: storyOf(bundle, trustedKeys),
    cannotCompute,
  };
}

interface Judged {
  readonly verdict: Verdict<unknown>;
  readonly cannotCompute: boolean;
}

/** A browser without Ed25519 in its WebCrypto cannot say: that is neither proven nor refuted. */
async function verdictOn(bundle: Uint8Array, trustedKeys: TrustedKeys, at: Date): Promise<Judged> {
  try {
    return { verdict: await verifyBundle(bundle, { trustedKeys, at }), cannotCompute: false };
  } catch (error) {
    if (isIntegrityError(error)) throw error;
    return { verdict: { status: "unknown", checks: [], notChecked: ["everything"] }, cannotCompute: true };
  }
}

function toKey(entry: ReturnType<typeof formatTrustedKeys>["keys"][number]): CaseKey {
  const { keyId = "", principal, roles, sources = [], validFrom, validUntil, revokedAt, compromisedFrom, key } = entry;
  const [end] = [validUntil, revokedAt, compromisedFrom].filter((time) => time !== undefined).sort();
  return {
    keyId,
    principal,
    roles,
    sources,
    validFrom: formatInstant(new Date(validFrom)),
    ...(end !== undefined && { validUntil: end }),
    algorithm: key.kty === "EC" ? "ES256" : "Ed25519",
  };
}
