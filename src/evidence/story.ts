import { digestJson } from "../foundation/index.ts";
import type { VerifiedStatement } from "../provenance/index.ts";
import type { SealedAdmission } from "./admission.ts";
import { type AdmissionAbout, admissionsOf, answeredBy } from "./admissions.ts";
import type { Part } from "./bundle.ts";
import { type BundleCheck, check, groupBy, partsOf, tally } from "./bundle-check.ts";
import type { EventShown, Statements } from "./check-statements.ts";
import { rulesOf } from "./rules.ts";
import { withheldOf } from "./withheld.ts";

/** What a bundle tells, once it has been verified. */
export interface BundleSummary {
  readonly about: string;
  readonly audience: string;
  /** When the bundle was made, RFC 3339. */
  readonly madeAt: string;
  readonly events: number;
  /** How many events came to each outcome in the end. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** What the statements of a bundle tell together. */
export interface Story {
  readonly events: readonly EventShown[];
  readonly admissions: readonly AdmissionAbout[];
  /** Whether every statement could be judged: else what is missing may be among those that could not. */
  readonly complete: boolean;
}

export const toStory = ({ events, records, complete }: Statements): Story => ({
  events,
  admissions: admissionsOf(records),
  complete,
});

export function admissionsMatched({ events, admissions, complete }: Story): readonly BundleCheck[] {
  // Of one statement there may be several: the event, and forgeries that somebody hung under its signature.
  const byDigest = groupBy(events, ({ digest }) => digest);
  const admitted = new Set(admissions.map(({ about }) => about));
  const problems = [
    ...events.flatMap(({ digest, event }) => (admitted.has(digest) ? [] : [`event \`${event?.id}\` has no admission`])),
    ...admissions.flatMap(({ about, admission }) => mismatch(admission, byDigest.get(about) ?? [])),
  ];
  const good = check("proven", "admissions_matched", "every event has its admission, and every admission its event");
  return tally(
    problems,
    (sentence) => check(complete ? "refuted" : "unknown", "admissions_matched", sentence),
    events.length > 0 ? good : undefined,
  );
}

function mismatch(admission: SealedAdmission | undefined, about: readonly EventShown[]): readonly string[] {
  if (!admission) return ["an admission cannot be read"];
  if (about.length === 0)
    return [`the admission \`${admission.id}\` is about an event that is not here, or not as it was`];
  const { id, source, type } = admission.event;
  const same = about.some(({ event }) => event?.id === id && event.source === source && event.type === type);
  return same ? [] : [`the admission \`${admission.id}\` names another event than the one it is about`];
}

export function rulesMatched({ admissions }: Story, parts: readonly Part[]): readonly BundleCheck[] {
  const here = new Set(
    [...partsOf(parts, "contract"), ...partsOf(parts, "policy")].map((document) => digestJson(document).sha256),
  );
  const named = new Set(admissions.flatMap(({ admission }) => (admission ? Object.values(rulesOf(admission)) : [])));
  const keptBack = new Set(withheldOf(parts).map(({ digest }) => digest));
  const missing = [...named]
    .filter((digest) => !here.has(digest) && !keptBack.has(digest))
    .map((digest) => `no contract or policy here has the digest \`${digest}\` that an admission names`);
  const good = check(
    "proven",
    "rules_matched",
    `the ${here.size} contracts and policies are those that the admissions name`,
  );
  return tally(missing, (sentence) => check("refuted", "rules_matched", sentence), here.size > 0 ? good : undefined);
}

export function summaryOf(
  manifest: VerifiedStatement | undefined,
  { events, admissions }: Story,
): BundleSummary | undefined {
  if (!manifest) return undefined;
  const { about, audience, at } = manifest.predicate as { about?: unknown; audience?: unknown; at?: unknown };
  const last = new Map(admissions.map((one) => [answeredBy(one), one.admission?.outcome ?? "unreadable"]));
  const outcomes: Record<string, number> = {};
  for (const outcome of last.values()) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return { about: String(about), audience: String(audience), madeAt: String(at), events: events.length, outcomes };
}
