import { combineStatus, hasCode, isIntegrityError, type Verdict } from "../foundation/index.ts";
import { type TrustedKeys, type VerifiedLog, verifyEnvelope } from "../provenance/index.ts";
import { type Bundle, type Part, parseBundle } from "./bundle.ts";
import { type BundleCheck, check, partsOf } from "./bundle-check.ts";
import { checkpointsConsistent, checkpointsSigned } from "./check-checkpoints.ts";
import { betweenStretches, streamsComplete } from "./check-completeness.ts";
import { keysFollowed } from "./check-key-ends.ts";
import { keysListed, keysNotShown } from "./check-keys.ts";
import { entriesAccounted, provenLog } from "./check-log.ts";
import { manifestSigned, partsComplete } from "./check-manifest.ts";
import { renewalsChained } from "./check-renewals.ts";
import { verifyStatements } from "./check-statements.ts";
import { isKnownKind } from "./part-kinds.ts";
import { isRenewed, parseRenewed, type RenewedBundle } from "./renewal.ts";
import { sampleDrawn } from "./sample/check.ts";
import { admissionsMatched, type BundleSummary, rulesMatched, summaryOf, toStory } from "./story.ts";
import type { VerifyBundleOptions } from "./verify-options.ts";
import { withheldOf } from "./withheld.ts";

/**
 * Verifies an evidence bundle, renewed or not, with nothing but the bundle and trusted keys: no network, no store, no other clock.
 *
 * Checks that concern many parts are told in one line each; those that fail are told one by one, up to a hundred.
 */
export async function verifyBundle(bytes: Uint8Array, options: VerifyBundleOptions): Promise<Verdict<BundleSummary>> {
  const renewed = isRenewed(bytes) ? readRenewed(bytes) : undefined;
  if (!renewed) return verifyPlain(bytes, options);
  if ("status" in renewed) return verdict([renewed], ["everything inside the bundle"]);
  const { checks, seenAt } = await renewalsChained(renewed, options);
  const inside = await verifyPlain(renewed.bundle, { ...options, ...(seenAt && { seenAt }) });
  const all = [...inside.checks, ...checks] as readonly BundleCheck[];
  return { ...inside, status: combineStatus(all.map(({ status }) => status)), checks: all };
}

async function verifyPlain(bytes: Uint8Array, given: VerifyBundleOptions): Promise<Verdict<BundleSummary>> {
  const bundle = readBundle(bytes);
  if ("status" in bundle) return verdict([bundle], ["everything inside the bundle"]);
  const log = await provenLog(bundle.parts, given.trustedKeys);
  const followed = await keysFollowed(bundle.parts, { ...given, ...(log.value && { log: log.value }) });
  const options = { ...given, trustedKeys: followed.trustedKeys };
  const manifest = await verifyEnvelope(bundle.manifest, options);
  const parts = partsComplete(bundle, manifest);
  const known = log.value && asBelieved(log.value, options.trustedKeys);
  const statements = await verifyStatements(bundle.parts, { ...options, ...(known && { log: known }) });
  const story = toStory(statements);
  const checkpoints = await checkpointsSigned(bundle.parts, options);
  const checks = [
    check("proven", "bundle_readable", "the file is a bundle in its canonical spelling"),
    manifestSigned(bundle, manifest),
    ...parts,
    ...log.checks,
    ...followed.checks,
    ...statements.checks,
    ...admissionsMatched(story),
    ...entriesAccounted(log.value, bundle.parts),
    ...rulesMatched(story, bundle.parts),
    ...checkpoints.checks,
    ...checkpointsConsistent(bundle.parts),
    ...streamsComplete(bundle.parts, statements.proven),
    ...keysListed(bundle),
    ...(await sampleDrawn(bundle.parts, {
      ...options,
      ...(known && { log: known }),
      proven: statements.proven,
      records: statements.records,
      openRecords: statements.openRecords,
    })),
  ];
  const unchecked = [
    ...statements.notChecked,
    ...checkpoints.notChecked,
    ...keysNotShown(bundle, options.trustedKeys),
    ...betweenStretches(bundle.parts),
    ...notChecked(
      bundle.parts,
      checks.some(({ code, status }) => code === "times_confirmed" && status === "proven"),
    ),
    ...unknownParts(bundle),
  ];
  return verdict(checks, unchecked, summaryOf(manifest.value, story));
}

/** The log's own key may have ended, too. */
function asBelieved(log: VerifiedLog, trustedKeys: TrustedKeys): VerifiedLog {
  const key = log.key && trustedKeys.find(log.key.keyId);
  return key ? { ...log, key } : log;
}

function verdict(
  checks: readonly BundleCheck[],
  unchecked: readonly string[],
  value?: BundleSummary,
): Verdict<BundleSummary> {
  return {
    status: combineStatus(checks.map(({ status }) => status)),
    checks,
    notChecked: unchecked,
    ...(value && { value }),
  };
}

function readBundle(bytes: Uint8Array): Bundle | BundleCheck {
  try {
    return parseBundle(bytes);
  } catch (error) {
    return toUnreadable(error);
  }
}

function readRenewed(bytes: Uint8Array): RenewedBundle | BundleCheck {
  try {
    return parseRenewed(bytes);
  } catch (error) {
    return toUnreadable(error);
  }
}

function toUnreadable(error: unknown): BundleCheck {
  if (hasCode(error, "newer_format")) return check("unknown", "newer_format", error.message);
  if (isIntegrityError(error)) return check("refuted", "bundle_readable", error.message);
  throw error;
}

function notChecked(parts: readonly Part[], confirmed: boolean): readonly string[] {
  return [
    "whether what the sources say is true",
    ...(confirmed ? [] : ["the times beyond the word of those who signed: no outside party has confirmed them"]),
    ...(partsOf(parts, "policy").length > 0 ? ["the decisions were not computed again"] : []),
    ...(partsOf(parts, "note").length > 0 ? ["the notes for people are as the house wrote them"] : []),
    ...withheldOf(parts).map(({ what, digest }) => `the ${what} \`${digest}\`, which was kept back`),
    ...(partsOf(parts, "log").length === 0 ? ["whether the house kept anything back: that needs its whole log"] : []),
  ];
}

/** A newer release may know more kinds of parts: these are covered by the manifest, and nobody has looked at them. */
function unknownParts({ formatVersion, parts }: Bundle): readonly string[] {
  const counts = new Map<string, number>();
  for (const { kind } of parts) if (!isKnownKind(kind, formatVersion)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(
    ([kind, count]) => `${count} parts of the kind \`${kind.slice(0, 60)}\`, which is not known here`,
  );
}
