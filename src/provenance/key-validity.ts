import { type Check, formatInstant } from "../foundation/index.ts";
import type { EntryPlace } from "./entry-place.ts";
import type { TrustedKey } from "./trusted-keys.ts";

type KeyCheck = Check<"key_valid_at_signing">;

const answer = (status: KeyCheck["status"], sentence: string): KeyCheck => ({
  status,
  code: "key_valid_at_signing",
  sentence,
});

/**
 * Whether a key was good when it signed. The signer's own word for the time is enough to refuse a key; to accept one
 * that has ended since, somebody else must have seen the signature before its end, or a log must hold it before the entry
 * that ended the key.
 */
export function checkKeyAtSigning(key: TrustedKey, claimedAt: Date, seenAt: Date, entry?: EntryPlace): KeyCheck {
  if (claimedAt < key.validFrom)
    return answer("refuted", `the key of ${key.principal} was not valid before ${formatInstant(key.validFrom)}`);
  const end = endOf(key);
  if (!end) return answer("proven", `the key of ${key.principal} was valid at ${formatInstant(claimedAt)}`);
  if (claimedAt >= end.at) return answer("refuted", `the key of ${key.principal} ${end.how} ${formatInstant(end.at)}`);
  if (seenAt >= end.at && !precedes(entry, end))
    return answer(
      "unknown",
      `the key of ${key.principal} ${end.how} ${formatInstant(end.at)}, and nothing shows that it signed before`,
    );
  return answer("proven", `the key of ${key.principal} was valid at ${formatInstant(claimedAt)}`);
}

interface End {
  readonly at: Date;
  readonly how: string;
  /** The log's entry that ended the key, where that entry says that the end came with it. */
  readonly entry: EntryPlace | undefined;
}

/** What a log holds before the entry that ends a key was there before the end: entries are only appended. */
const precedes = (entry: EntryPlace | undefined, end: End): boolean =>
  entry !== undefined && end.entry !== undefined && entry.origin === end.entry.origin && entry.index < end.entry.index;

/** The earliest of the ways in which a key has ended. */
function endOf({ validUntil, revokedAt, compromisedFrom, endedBy = {} }: TrustedKey): End | undefined {
  if (!validUntil && !revokedAt && !compromisedFrom) return undefined;
  const ends: readonly (End | undefined)[] = [
    validUntil && { at: validUntil, how: "expired at", entry: endedBy.validUntil },
    revokedAt && { at: revokedAt, how: "was revoked at", entry: endedBy.revokedAt },
    compromisedFrom && { at: compromisedFrom, how: "has been in other hands since", entry: endedBy.compromisedFrom },
  ];
  return ends.filter((end) => end !== undefined).sort((left, right) => left.at.getTime() - right.at.getTime())[0];
}
