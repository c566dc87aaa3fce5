import { type BundleCheck, check, tally } from "./bundle-check.ts";
import type { EvidenceCheckCode } from "./errors.ts";
import type { Failed } from "./verify-envelopes.ts";

/** One line for all that is proven, and one for each that is not, in the same words once. */
export function told(
  proven: number,
  failed: readonly Failed[],
  code: EvidenceCheckCode,
  noun: string,
  what: string,
): readonly BundleCheck[] {
  const good = check(
    "proven",
    code,
    proven === 1 ? `1 ${noun} ${what}` : `each of ${proven} ${noun.replace(/^\w+/, "$&s")} ${what}`,
  );
  return [
    ...(["refuted", "unknown"] as const).flatMap((status) =>
      tally(
        failed.filter((one) => one.status === status).map(({ sentence }) => sentence),
        (sentence) => check(status, code, sentence),
      ),
    ),
    ...(proven > 0 ? [good] : []),
  ];
}

export function toldConfirmed(confirmed: number): readonly BundleCheck[] {
  if (confirmed === 0) return [];
  const what =
    confirmed === 1
      ? "1 event that the house turned away as not authentic is"
      : `each of ${confirmed} events that the house turned away as not authentic is`;
  return [check("proven", "refusals_confirmed", `${what} not proven here either`)];
}
