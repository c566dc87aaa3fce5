import type { Admission } from "./admission.ts";
import { draftAdmission, toAdmission } from "./admission.ts";
import type { AdmitOptions, Passage, PassageReason } from "./passage.ts";
import { type Settings, streamOf } from "./settings.ts";

/**
 * Gives the answer by the deadline, whatever has been done by then. The work goes on and is written down: who sends the
 * same event again gets its outcome.
 */
export async function byDeadline(
  work: Promise<Admission>,
  input: unknown,
  options: AdmitOptions,
  settings: Settings,
): Promise<Admission> {
  const { deadlineMs, signal } = options;
  if (deadlineMs === undefined && !signal) return work;
  const late = new AbortController();
  const timer = deadlineMs === undefined ? undefined : setTimeout(() => late.abort(), deadlineMs);
  const stop = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
  try {
    return await Promise.race([work, whenStopped(stop).then(() => heldForDeadline(input, options, settings))]);
  } finally {
    clearTimeout(timer);
    // Nobody may be listening any more when the work fails later.
    work.catch(() => undefined);
  }
}

const whenStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

function heldForDeadline(input: unknown, options: AdmitOptions, settings: Settings): Admission {
  const { deadlineMs } = options;
  const reason: PassageReason = {
    stage: "commit",
    code: "deadline_passed",
    effect: "review",
    heldFor: "deadline",
    sentence: `${deadlineMs === undefined ? "the caller stopped waiting" : `no answer within ${deadlineMs} ms`}: send the event again to learn its outcome`,
  };
  const stream = { ...streamOf(settings, undefined), mode: "enforce" as const };
  const passage: Passage = {
    at: settings.clock.now(),
    input,
    options,
    stream,
    approvals: [],
    findings: {},
    reasons: [reason],
  };
  const { sealed, note } = draftAdmission({ ...passage, ...eventIn(input) }, settings);
  return toAdmission(sealed, { note, duplicate: false, durable: false });
}

/** Names the event in the answer, as far as that can be done without reading it properly. */
function eventIn(input: unknown): Pick<Passage, "event"> {
  const candidate = typeof input === "object" && input !== null && "event" in input ? input.event : input;
  const { id, source, type } = (typeof candidate === "object" && candidate !== null ? candidate : {}) as Record<
    string,
    unknown
  >;
  const named = typeof id === "string" && typeof source === "string" && typeof type === "string";
  return named ? { event: { specversion: "1.0", id, source, type } } : {};
}
