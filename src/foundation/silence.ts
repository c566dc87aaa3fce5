import type { Finding } from "./finding.ts";
import { allowedSilence, type Patience, type Rhythm, silenceOf } from "./rhythm.ts";
import { formatInstant } from "./time.ts";
import { visibleText } from "./visible-text.ts";

/** Thirteen deviations: less than one mistake in 100,000 chance silences. */
export const patience: Patience = { deviations: 13, warmUp: 30 };

/** How long nothing came from a source, and how long is usual or promised. */
export type OverdueFacts = {
  readonly source: string;
  /** The type of its events, where types are told apart. */
  readonly type?: string;
  /** When the last event came, RFC 3339. */
  readonly since: string;
  readonly silentMs: number;
  readonly allowedMs: number;
  /** What allows so much: the contract's freshness, or how often the source speaks in the hours in which it does. */
  readonly because: "promised" | "usual";
};

/** What is expected to come again. */
export interface Awaited {
  readonly source: string;
  readonly type?: string;
  readonly lastAt: number;
  readonly rhythm: Rhythm;
  /** For how long nothing may come, where somebody has promised it, in milliseconds. */
  readonly promisedMs?: number | undefined;
}

type Silence = Pick<OverdueFacts, "silentMs" | "allowedMs" | "because">;

/** Whether something has not come for too long. What was promised counts first: it holds from the first event on. */
export function findSilence(awaited: Awaited, at: number): Finding<"source_overdue", OverdueFacts> | undefined {
  const found = brokenPromise(awaited, at) ?? unusual(awaited, at);
  return found && describe(awaited, found);
}

function brokenPromise({ lastAt, promisedMs = Infinity }: Awaited, at: number): Silence | undefined {
  const silentMs = at - lastAt;
  return silentMs > promisedMs ? { silentMs, allowedMs: promisedMs, because: "promised" } : undefined;
}

function unusual({ rhythm }: Awaited, at: number): Silence | undefined {
  const [silentMs, allowedMs] = [silenceOf(rhythm, at), allowedSilence(rhythm, patience)];
  return silentMs > allowedMs ? { silentMs, allowedMs, because: "usual" } : undefined;
}

function describe(
  { source, type, lastAt }: Awaited,
  { silentMs, allowedMs, because }: Silence,
): Finding<"source_overdue", OverdueFacts> {
  const facts: OverdueFacts = {
    source,
    ...(type !== undefined && { type }),
    since: formatInstant(lastAt),
    silentMs: Math.round(silentMs),
    allowedMs: Math.round(allowedMs),
    because,
  };
  const what = type === undefined ? "nothing" : `no ${quote(type)}`;
  const sentence = `${what} from ${quote(source)} since ${facts.since}, ${lengthOf(facts)}`;
  return { code: "source_overdue", severity: "warning", path: "", sentence, facts };
}

const lengthOf = ({ silentMs, allowedMs, because }: Silence): string =>
  because === "promised"
    ? `for ${tellDuration(silentMs)}; at most ${tellDuration(allowedMs)} are promised`
    : `for ${tellDuration(silentMs)} of the hours in which it speaks; it is never silent for more than ${tellDuration(allowedMs)}`;

const MOST_SHOWN = 60;
const quote = (text: string): string =>
  `\`${visibleText(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1)}…` : text)}\``;

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];

/** How long a silence is, for people: in minutes up to half a day, in hours up to three days, then in days. */
export function tellDuration(ms: number): string {
  if (ms <= 12 * HOUR_MS) return `${tenths(ms / MINUTE_MS)} min`;
  return ms <= 3 * DAY_MS ? `${tenths(ms / HOUR_MS)} h` : `${tenths(ms / DAY_MS)} days`;
}

const tenths = (value: number): number => Math.round(10 * value) / 10;
