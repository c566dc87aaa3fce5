import type { Clock, Envelope, Event, Inclusion } from "../../foundation/index.ts";
import { ProvenanceError } from "../errors.ts";
import type { StatedEvent } from "../event-stater.ts";
import { type BatchSettings, createStating, toEntry } from "./stating.ts";

export interface SealerOptions extends BatchSettings {
  readonly clock: Clock;
  /** A batch is closed when it has so many events. Default 1,024. */
  readonly maxEvents?: number;
  /** A batch is closed so long after its first event came, if nothing else is being written. Default 10. */
  readonly maxAgeMs?: number;
  /** Events that may wait, those being written included; beyond, `seal` refuses. Default 16 batches. */
  readonly maxWaiting?: number;
  /** Ends it: what is not being written yet is refused with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Seals events as they come, many under one checkpoint. */
export interface Sealer {
  /**
   * Resolves when the event's statement is durable in the log. An event that cannot be stated is refused by itself.
   *
   * @throws {ProvenanceError} `sealer_full` when too many wait: nothing was taken, try again; `sealer_closed`
   */
  seal(event: Event): Promise<Envelope>;
  /** Takes nothing more, and waits until everything that was taken is durable or refused. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Waiting {
  readonly event: Event;
  readonly at: Date;
  readonly resolve: (envelope: Envelope) => void;
  readonly reject: (error: unknown) => void;
}

interface Stated extends Waiting {
  readonly stated: StatedEvent;
}

/**
 * A sealer over a log. When a batch cannot be written, its events are refused with what the log threw, and the next
 * batch is tried; a sealer that numbers a stream ends there, for nobody knows which numbers are taken.
 */
export function createSealer(options: SealerOptions): Sealer {
  const { log, clock, maxEvents = 1_024, maxAgeMs = 10, maxWaiting = 16 * maxEvents, signal } = options;
  if (!(maxEvents >= 1 && maxWaiting >= maxEvents && maxAgeMs >= 0))
    throw new TypeError("a sealer needs batches of at least one event, and room for one of them");
  const state = createStating(options, maxEvents);
  const waiting: Waiting[] = [];
  let writing = 0;
  let working: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed: ProvenanceError | undefined;

  /** Starts the next batch when it is full, old or the last; else sees to it that somebody looks again. */
  function advance(): void {
    if (working || waiting.length === 0) return;
    const age = clock.now().getTime() - (waiting[0] as Waiting).at.getTime();
    if (closed || waiting.length >= maxEvents || age >= maxAgeMs) start();
    else timer ??= setTimeout(start, Math.min(maxAgeMs, maxAgeMs - age));
  }

  function start(): void {
    clearTimeout(timer);
    timer = undefined;
    if (working || waiting.length === 0) return;
    const batch = waiting.splice(0, maxEvents);
    writing = batch.length;
    working = write(batch).finally(() => {
      [working, writing] = [undefined, 0];
      advance();
    });
  }

  async function write(batch: readonly Waiting[]): Promise<void> {
    const stated = batch.flatMap(stateOrReject);
    if (stated.length === 0) return;
    try {
      const inclusions = await log.enter(stated.map((one) => toEntry(one.stated)));
      stated.forEach(({ resolve, stated: { envelope } }, place) => {
        resolve({ ...envelope, inclusion: inclusions[place] as Inclusion });
      });
    } catch (error) {
      for (const { reject } of stated) reject(error);
      if (options.stream) end(closedBecause(error), error);
    }
  }

  function stateOrReject(one: Waiting): readonly Stated[] {
    try {
      return [{ ...one, stated: state(one.event, one.at) }];
    } catch (error) {
      one.reject(error);
      return [];
    }
  }

  /** Takes nothing more, and refuses what is not being written. */
  function end(why: ProvenanceError, reason: unknown): void {
    closed ??= why;
    for (const { reject } of waiting.splice(0)) reject(reason);
  }
  const abort = (): void => end(closedBecause(signal?.reason), signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();

  const sealer: Sealer = {
    seal: (event) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(closed);
        if (waiting.length + writing >= maxWaiting) return reject(full(maxWaiting));
        waiting.push({ event, at: clock.now(), resolve, reject });
        return advance();
      }),
    async close() {
      closed ??= closedBecause(undefined);
      signal?.removeEventListener("abort", abort);
      start();
      while (working) await working;
    },
    [Symbol.asyncDispose]: () => sealer.close(),
  };
  return sealer;
}

const closedBecause = (cause: unknown): ProvenanceError =>
  new ProvenanceError("sealer_closed", "the sealer takes no more events: make a new one", {}, { cause });

const full = (limit: number): ProvenanceError =>
  new ProvenanceError("sealer_full", `${limit} events wait to be sealed: try again`, { limit }, { retryable: true });
