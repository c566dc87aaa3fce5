import { combineStatus, hasCode, isIntegrityError, type Verdict } from "../foundation/index.ts";
import { verifyEnvelope } from "../provenance/index.ts";
import { type Bundle, type Part, parseBundle } from "./bundle.ts";
import { type BundleCheck, check, partsOf } from "./bundle-check.ts";
import { entriesAccounted, provenLog } from "./check-log.ts";
import { manifestSigned, partsComplete } from "./check-manifest.ts";
import { type VerifyBundleOptions, verifyStatements } from "./check-statements.ts";
import { admissionsMatched, type BundleSummary, rulesMatched, summaryOf, toStory } from "./story.ts";

/**
 * Verifies an evidence bundle with nothing but the bundle and trusted keys: no network, no store, no other clock.
 *
 * Checks that concern many parts are told in one line each; those that fail are told one by one, up to a hundred.
 */
export async function verifyBundle(bytes: Uint8Array, options: VerifyBundleOptions): Promise<Verdict<BundleSummary>> {
  const bundle = readBundle(bytes);
  if ("status" in bundle) return verdict([bundle], ["everything inside the bundle"]);
  const manifest = await verifyEnvelope(bundle.manifest, options);
  const parts = partsComplete(bundle, manifest);
  const log = await provenLog(bundle.parts, options.trustedKeys);
  const statements = await verifyStatements(bundle.parts, { ...options, ...(log.value && { log: log.value }) });
  const story = toStory(statements);
  const checks = [
    check("proven", "bundle_readable", "the file is a bundle in its canonical spelling"),
    manifestSigned(manifest),
    ...parts,
    ...log.checks,
    ...statements.checks,
    ...admissionsMatched(story),
    ...entriesAccounted(log.value, bundle.parts),
    ...rulesMatched(story, bundle.parts),
  ];
  return verdict(checks, [...statements.notChecked, ...notChecked(bundle.parts)], summaryOf(manifest.value, story));
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
    if (hasCode(error, "newer_format")) return check("unknown", "newer_format", error.message);
    if (isIntegrityError(error)) return check("refuted", "bundle_readable", error.message);
    throw error;
  }
}

function notChecked(parts: readonly Part[]): readonly string[] {
  return [
    "whether what the sources say is true",
    "the times beyond the word of those who signed: no outside party has confirmed them",
    ...(partsOf(parts, "policy").length > 0 ? ["the decisions were not computed again"] : []),
    ...(partsOf(parts, "note").length > 0 ? ["the notes for people are as the house wrote them"] : []),
    ...(partsOf(parts, "log").length === 0 ? ["whether the house kept anything back: that needs its whole log"] : []),
  ];
}
