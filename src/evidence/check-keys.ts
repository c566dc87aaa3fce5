import {
  type Envelope,
  fromBase64url,
  fromUtf8,
  isIntegrityError,
  isJsonObject,
  parseJson,
} from "../foundation/index.ts";
import { parseTrustedKeys, type TrustedKeys } from "../provenance/index.ts";
import type { Bundle, Part } from "./bundle.ts";
import { type BundleCheck, check, partsOf, readPart } from "./bundle-check.ts";

/** The keys that a bundle carries are shown, not believed: whether each is the one that its thumbprint names. */
export function keysListed({ parts }: Bundle): readonly BundleCheck[] {
  const listed = partsOf(parts, "keys");
  if (listed.length === 0) return [];
  const carried = carriedKeys(parts);
  return listed.length === 1 && carried
    ? [
        check(
          "proven",
          "keys_listed",
          `each of the ${carried.keys.length} keys in the file is what its thumbprint says`,
        ),
      ]
    : [check("refuted", "keys_listed", "the part with the keys cannot be read")];
}

const carriedKeys = (parts: readonly Part[]): TrustedKeys | undefined =>
  partsOf(parts, "keys").flatMap((part) => readPart(() => parseTrustedKeys(part)) ?? [])[0];

/** Keys that signed and are not shown, and those that are shown otherwise than the verifier believes: the verifier's own word counts. */
export function keysNotShown({ manifest, parts }: Bundle, trustedKeys: TrustedKeys): readonly string[] {
  const carried = carriedKeys(parts);
  if (!carried) return [];
  const envelopes = [manifest, ...(partsOf(parts, "envelope") as unknown as readonly Envelope[])];
  const missing = keyIdsOf(envelopes).filter((keyId) => !carried.find(keyId));
  const otherwise = carried.keys.flatMap(({ keyId, principal }) => {
    const believed = trustedKeys.find(keyId)?.principal;
    return believed === undefined || believed === principal
      ? []
      : [`the file calls the holder of the key \`${keyId}\` \`${principal}\`; your keys say \`${believed}\``];
  });
  return [
    ...missing.map((keyId) => `the key \`${keyId.slice(0, 60)}\` signed, and the file does not show it`),
    ...otherwise,
  ];
}

/** The keys that envelopes say they were signed with, each once. */
export function keyIdsOf(envelopes: Iterable<Envelope>): readonly string[] {
  const found = new Set<string>();
  for (const envelope of envelopes)
    for (const { protected: header } of signaturesOf(envelope)) {
      const keyId = keyIdIn(header);
      if (keyId !== undefined) found.add(keyId);
    }
  return [...found];
}

const signaturesOf = (envelope: Envelope): NonNullable<Envelope["signatures"]> =>
  Array.isArray(envelope?.signatures) ? envelope.signatures : [];

function keyIdIn(header: unknown): string | undefined {
  if (typeof header !== "string") return undefined;
  try {
    const value = parseJson(fromUtf8(fromBase64url(header)));
    return isJsonObject(value) && typeof value.kid === "string" ? value.kid : undefined;
  } catch (error) {
    // A header that cannot be read is refuted where its signature is verified.
    if (isIntegrityError(error)) return undefined;
    throw error;
  }
}
