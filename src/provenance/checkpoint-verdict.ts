import {
  type Check,
  combineStatus,
  formatInstant,
  isIntegrityError,
  type Status,
  type TimeInterval,
  type Verdict,
} from "../foundation/index.ts";
import type { SignedCheckpoint } from "./checkpoint.ts";
import { type KnownCheckpoint, knowCheckpoint } from "./checkpoint-memory.ts";
import type { Cosignature } from "./cosign/cosignature.ts";
import { type CosignerQuorum, checkQuorum, quorumTime } from "./cosign/quorum.ts";
import { checkKeyAtSigning } from "./key-validity.ts";
import type { TrustedKeys } from "./trusted-keys.ts";

/** What a verification of a checkpoint looks at. */
export interface CheckpointChecks {
  /** The checkpoint is a signed note. */
  checkpoint_readable: Record<string, never>;
  /** The log that it names has signed it. */
  checkpoint_signed: Record<string, never>;
  /** Enough cosigners have seen it. */
  checkpoint_cosigned: Record<string, never>;
}

export interface VerifyCheckpointOptions {
  readonly trustedKeys: TrustedKeys;
  /** When the checkpoint is being read. */
  readonly at: Date;
  /** Which cosigners must have seen it; by default any one of the trusted keys with role `cosigner`, if there are any. */
  readonly cosigners?: CosignerQuorum;
}

/** A checkpoint, with who is known to have seen it. */
export interface VerifiedCheckpoint {
  readonly checkpoint: SignedCheckpoint;
  /** Trusted cosigners whose keys were valid, each with its own word for when. */
  readonly cosignatures: readonly Cosignature[];
  /**
   * When the log's entries are known to have been there at the latest: from the first cosigner's word for it to that by
   * which a quorum had seen them. `latest` is what may be relied on.
   */
  readonly seen?: TimeInterval;
}

type CheckpointCheck = Check<keyof CheckpointChecks>;
const check = (status: Status, code: keyof CheckpointChecks, sentence: string): CheckpointCheck => ({
  status,
  code,
  sentence,
});

/** Verifies who signed a checkpoint, and who has seen it and when. */
export async function verifyCheckpoint(
  note: string,
  options: VerifyCheckpointOptions,
): Promise<Verdict<VerifiedCheckpoint>> {
  const known = await readCheckpoint(note, options.trustedKeys);
  if ("status" in known) return { status: known.status, checks: [known], notChecked: [] };
  const { checkpoint } = known;
  const cosigned = seenBy(known, options);
  const checks = [
    check("proven", "checkpoint_readable", `\`${checkpoint.origin}\` with ${checkpoint.size} entries`),
    checkSigned(known),
    ...checkCosigned(cosigned, options),
  ];
  return {
    status: combineStatus(checks.map(({ status }) => status)),
    checks,
    notChecked: cosigned.doubtful,
    value: { checkpoint, cosignatures: cosigned.cosignatures, ...(cosigned.seen && { seen: cosigned.seen }) },
  };
}

async function readCheckpoint(note: string, trustedKeys: TrustedKeys): Promise<KnownCheckpoint | CheckpointCheck> {
  try {
    return await knowCheckpoint(note, trustedKeys);
  } catch (error) {
    if (isIntegrityError(error)) return check("refuted", "checkpoint_readable", error.message);
    throw error;
  }
}

function checkSigned({ checkpoint: { origin }, signer }: KnownCheckpoint): CheckpointCheck {
  if (signer === "forged")
    return check("refuted", "checkpoint_signed", `it does not bear the signature of the log \`${origin}\``);
  return signer
    ? check("proven", "checkpoint_signed", `signed by ${signer.principal}`)
    : check("unknown", "checkpoint_signed", `no trusted key speaks for the log \`${origin}\``);
}

/** Who has seen a checkpoint. */
export interface SeenBy {
  readonly cosignatures: readonly Cosignature[];
  /** Absent when they are no quorum. */
  readonly seen?: TimeInterval;
  readonly doubtful: readonly string[];
}

/** Judges the cosigners of a checkpoint, whoever signed it. @throws {TypeError} for a quorum that nobody can be */
export function seenBy(
  { cosignatures: all }: Pick<KnownCheckpoint, "cosignatures">,
  { at, cosigners }: Pick<VerifyCheckpointOptions, "at" | "cosigners">,
): SeenBy {
  if (cosigners) checkQuorum(cosigners);
  if (all.length === 0) return NOBODY;
  const judged = all.map((one) => ({ one, validity: checkKeyAtSigning(one.key, one.at, at), isAhead: one.at > at }));
  const cosignatures = judged
    .filter(({ validity, isAhead }) => validity.status === "proven" && !isAhead)
    .map(({ one }) => one);
  const doubtful = judged.flatMap(({ one, validity, isAhead }) => {
    if (isAhead)
      return [
        `does not count: ${one.key.principal} says it cosigned at ${formatInstant(one.at)}, which is still to come`,
      ];
    return validity.status === "proven" ? [] : [`does not count: ${validity.sentence}`];
  });
  const quorum = cosigners ?? anyOf(cosignatures);
  const latest = quorum && quorumTime(quorum, cosignatures);
  const earliest = Math.min(...cosignatures.map((one) => one.at.getTime()));
  return { cosignatures, doubtful, ...(latest && { seen: { earliest, latest: latest.getTime() } }) };
}

const NOBODY: SeenBy = { cosignatures: [], doubtful: [] };

const anyOf = (cosignatures: readonly Cosignature[]): CosignerQuorum | undefined =>
  cosignatures.length === 0 ? undefined : { threshold: 1, among: cosignatures.map(({ key }) => key.keyId) };

function checkCosigned(
  { seen, cosignatures }: SeenBy,
  { trustedKeys, cosigners }: VerifyCheckpointOptions,
): readonly CheckpointCheck[] {
  if (!cosigners && !trustedKeys.keys.some(({ roles }) => roles.includes("cosigner"))) return [];
  const names = cosignatures.map(({ key, at }) => `${key.principal} at ${formatInstant(at)}`).join(", ");
  if (seen) return [check("proven", "checkpoint_cosigned", `seen by ${names}`)];
  return [
    check(
      "unknown",
      "checkpoint_cosigned",
      names ? `seen by ${names}, who are not enough` : "no trusted cosigner has seen it",
    ),
  ];
}
