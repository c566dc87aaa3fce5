import { type Envelope, isIntegrityError } from "../foundation/index.ts";
import {
  endKeys,
  keyEventSubject,
  parseEnvelope,
  placeOf,
  type RecordedKeyEvent,
  type TrustedKeys,
  type VerifiedLog,
} from "../provenance/index.ts";
import type { Part } from "./bundle.ts";
import { type BundleCheck, check, groupBy, partsOf, tally } from "./bundle-check.ts";
import type { VerifyBundleOptions } from "./verify-options.ts";

export interface KeysEnded {
  readonly checks: readonly BundleCheck[];
  /** The verifier's keys, with the ends that the logs in the bundle tell of. */
  readonly trustedKeys: TrustedKeys;
}

interface Placed extends RecordedKeyEvent {
  readonly origin: string;
}

/**
 * What the bundle shows of the life of keys, followed in the order of each log. The ends count for everything in the
 * bundle; no key is believed because a bundle brings it.
 */
export async function keysFollowed(
  parts: readonly Part[],
  options: VerifyBundleOptions & { readonly log?: VerifiedLog },
): Promise<KeysEnded> {
  const events = (partsOf(parts, "envelope") as readonly unknown[]).flatMap(readKeyEvent);
  const placed = (await Promise.all(events.map((envelope) => place(envelope, options)))).flatMap((one) => one ?? []);
  let { trustedKeys } = options;
  const checks: BundleCheck[] = [];
  const problems = { refuted: [] as string[], unknown: [] as string[] };
  for (const [origin, history] of [...groupBy(placed, (one) => one.origin)].sort(byName)) {
    const followed = await endKeys(inOrder(history), { trustedKeys, origin, at: options.at });
    trustedKeys = followed.trustedKeys;
    for (const { status, sentence } of followed.checks)
      if (status !== "proven") problems[status].push(`of the log \`${origin}\`, ${sentence}`);
  }
  if (placed.length < events.length) problems.unknown.push("a statement about a key has no place in a trusted log");
  for (const status of ["refuted", "unknown"] as const)
    checks.push(...tally(problems[status], (sentence) => check(status, "keys_followed", sentence)));
  const good = `what the log tells of keys holds: ${placed.length} statements, and the ends count here`;
  if (checks.length === 0 && placed.length > 0) checks.push(check("proven", "keys_followed", good));
  return { checks, trustedKeys };
}

/** What cannot be read is refuted where statements are verified. */
function readKeyEvent(value: unknown): readonly Envelope[] {
  try {
    const envelope = parseEnvelope(value);
    return keyEventSubject(envelope) === undefined ? [] : [envelope];
  } catch (error) {
    if (isIntegrityError(error)) return [];
    throw error;
  }
}

async function place(envelope: Envelope, options: Parameters<typeof placeOf>[1]): Promise<Placed | undefined> {
  const found = await placeOf(envelope, options);
  return found && { envelope, ...found };
}

const byName = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : 1;

/** In the order of the log; of one entry that is shown twice, once. */
const inOrder = (history: readonly Placed[]): readonly Placed[] =>
  [...new Map(history.map((one) => [one.index, one])).values()].sort((left, right) => left.index - right.index);
