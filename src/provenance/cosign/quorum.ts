import type { Cosignature } from "./cosignature.ts";

/**
 * How many of which cosigners must have seen a checkpoint: `threshold` of `among`, each the thumbprint of a key, or a
 * group with a threshold of its own (C2SP tlog-policy). A key stands in one place only, so that none counts twice.
 */
export interface CosignerQuorum {
  readonly threshold: number;
  readonly among: readonly (string | CosignerQuorum)[];
}

/** @throws {TypeError} for a threshold that is none, or a key that is listed twice */
export function checkQuorum(quorum: CosignerQuorum): CosignerQuorum {
  const keys = keysIn(quorum);
  if (new Set(keys).size !== keys.length) throw new TypeError("a quorum lists each key once");
  return quorum;
}

function keysIn({ threshold, among }: CosignerQuorum): readonly string[] {
  if (!Number.isSafeInteger(threshold) || threshold < 1 || threshold > among.length)
    throw new TypeError("a quorum asks for at least one, and for no more than it lists");
  return among.flatMap((member) => (typeof member === "string" ? [member] : keysIn(member)));
}

/** Whether these keys are enough. */
export const isQuorum = ({ threshold, among }: CosignerQuorum, keyIds: ReadonlySet<string>): boolean =>
  among.filter((member) => (typeof member === "string" ? keyIds.has(member) : isQuorum(member, keyIds))).length >=
  threshold;

/**
 * From when on a quorum had seen a checkpoint: the earliest time by which enough of them say they had. Fewer liars than
 * the quorum has members cannot make it earlier. `undefined` when they are not enough.
 */
export function quorumTime(quorum: CosignerQuorum, cosignatures: readonly Cosignature[]): Date | undefined {
  const inOrder = cosignatures.toSorted((left, right) => left.at.getTime() - right.at.getTime());
  const seen = new Set<string>();
  for (const { key, at } of inOrder) {
    seen.add(key.keyId);
    if (isQuorum(quorum, seen)) return at;
  }
  return undefined;
}
