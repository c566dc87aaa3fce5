import { verifyBundle } from "../evidence/index.ts";
import { formatInstant, parseJson, sha256Hex, type Verdict } from "../foundation/index.ts";
import { parseTrustedKeys, type TrustedKey, type TrustedKeys } from "../provenance/index.ts";
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
    keys: trustedKeys.keys.map(toKey),
    keysAlong,
    story: storyOf(bundle, trustedKeys),
    cannotCompute,
  };
}

interface Judged {
  readonly verdict: Verdict<unknown>;
  readonly cannotCompute: boolean;
}

/** A browser that lacks the algorithm of a key cannot say: that is neither proven nor refuted. */
async function verdictOn(bundle: Uint8Array, trustedKeys: TrustedKeys, at: Date): Promise<Judged> {
  const verdict = await verifyBundle(bundle, { trustedKeys, at });
  return { verdict, cannotCompute: verdict.status === "unknown" && (await lacksAlgorithm(trustedKeys)) };
}

async function lacksAlgorithm({ keys, checkOf }: TrustedKeys): Promise<boolean> {
  const nothing = new Uint8Array();
  const answers = await Promise.all(keys.map((key) => checkOf(key).beside(nothing, nothing)));
  return answers.includes("unavailable");
}

function toKey(key: TrustedKey): CaseKey {
  const { keyId, algorithm, principal, roles, sources, validFrom, validUntil, revokedAt, compromisedFrom } = key;
  const [end] = [validUntil, revokedAt, compromisedFrom].flatMap((time) => (time ? [formatInstant(time)] : [])).sort();
  return {
    keyId,
    principal,
    roles,
    sources,
    validFrom: formatInstant(validFrom),
    ...(end !== undefined && { validUntil: end }),
    algorithm,
  };
}
