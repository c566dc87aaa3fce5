import { isJsonObject, type Verdict } from "../foundation/index.ts";
import { manifestPredicate, predicateType, type VerifiedStatement } from "../provenance/index.ts";
import { type Bundle, listDigest, type PartDigest, partDigest } from "./bundle.ts";
import { type BundleCheck, check, tally, whyNot } from "./bundle-check.ts";

/** Whether a trusted receiver signed the list of parts. */
export function manifestSigned({ formatVersion }: Bundle, verdict: Verdict<VerifiedStatement>): BundleCheck {
  const { status, value } = verdict;
  const who = value?.vouchers.map(({ principal }) => principal).join(", ");
  // Whoever may sign something else must not pass it off as the list: an approver's word is no receiver's. And a file
  // that is passed off as one of an older version would be asked less than it holds.
  if (value && value.statement.predicateType !== predicateType({ ...manifestPredicate, formatVersion }))
    return check(
      "refuted",
      "manifest_signed",
      "the list of parts is a statement of another kind, or for another version",
    );
  if (status === "proven") return check("proven", "manifest_signed", `the list of parts is signed by ${who}`);
  return check(status, "manifest_signed", `the list of parts: ${whyNot(verdict)}`);
}

/** Whether the parts are those of the list, in its order. */
export function partsComplete({ parts }: Bundle, { value }: Verdict<VerifiedStatement>): readonly BundleCheck[] {
  const listed = listedParts(value?.predicate);
  const subject = value?.statement.subject.find(({ name }) => name === "bundle");
  if (!listed || subject?.digest.sha256 !== listDigest(listed).sha256)
    return [check("refuted", "parts_complete", "the manifest does not list the parts")];
  const found = parts.map(partDigest);
  const problems = compareParts(listed, found);
  return tally(
    problems,
    (sentence) => check("refuted", "parts_complete", sentence),
    check("proven", "parts_complete", `all ${parts.length} parts are those that the manifest lists`),
  );
}

function listedParts(predicate: object | undefined): readonly PartDigest[] | undefined {
  const list = (predicate as { parts?: unknown } | undefined)?.parts;
  const complete =
    Array.isArray(list) &&
    list.every((part) => isJsonObject(part) && typeof part.kind === "string" && typeof part.sha256 === "string");
  return complete ? (list as readonly PartDigest[]) : undefined;
}

/** Says of each part that is not where it was whether it moved, changed, is missing or came in. */
function compareParts(listed: readonly PartDigest[], found: readonly PartDigest[]): readonly string[] {
  const foundDigests = new Set(found.map(({ sha256 }) => sha256));
  const listedDigests = new Set(listed.map(({ sha256 }) => sha256));
  const missing = listed.flatMap(({ kind, sha256 }, at) =>
    foundDigests.has(sha256) ? [] : [`part ${at + 1} (${kind}) is missing or was changed`],
  );
  const strange = found.flatMap(({ kind, sha256 }, at) =>
    listedDigests.has(sha256) ? [] : [`part ${at + 1} (${kind}) is not on the list`],
  );
  if (missing.length + strange.length > 0) return [...missing, ...strange];
  if (listed.length !== found.length)
    return [`${found.length} parts are here, and ${listed.length} are listed: one occurs twice`];
  return listed.flatMap(({ kind, sha256 }, at) =>
    found[at]?.sha256 === sha256 && found[at].kind === kind ? [] : [`part ${at + 1} (${kind}) is not in its place`],
  );
}
