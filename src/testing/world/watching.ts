import type { Event, JsonObject } from "../../foundation/index.ts";
import { createArrivalWatch, createReadingWatch, type WatchFinding } from "../../watch/index.ts";
import { TEMPERATURE } from "./feeds/sensors.ts";
import type { Answer, Sign } from "./observations.ts";
import type { World } from "./world.ts";

/** What a house watches beside its gate. */
export interface Watching {
  /** Takes the answers in the order in which the events came. */
  note(answers: readonly Answer[]): readonly Sign[];
}

/** A neighbour's reading is fresh for so many usual intervals. */
const FRESH_INTERVALS = 2;

/** Sensors that others contradict, sequences with gaps, sources that are silent. */
export function createWatching({ readingMs }: Pick<World, "readingMs">): Watching {
  const arrivals = createArrivalWatch();
  const readings = createReadingWatch({ freshMs: FRESH_INTERVALS * readingMs });
  const told = new Set<string>();

  const overdue = (at: Date): readonly Sign[] =>
    arrivals
      .overdue(at)
      .filter((finding) => isFirst(told, JSON.stringify(finding.facts)))
      .map(({ code, facts }) => ({ code, source: facts.source, at: at.getTime() }));
  const heard = ({ delivery, admission }: Answer): readonly WatchFinding[] => {
    const event = eventIn(delivery.input);
    const isReading = event.type === TEMPERATURE && admission.outcome === "accepted";
    return [...arrivals.note(event, delivery.at), ...(isReading ? readings.note(toReading(event, delivery.at)) : [])];
  };
  return {
    note: (answers) =>
      answers.flatMap((answer) => {
        const { delivery } = answer;
        const found = isBelieved(answer) ? heard(answer) : [];
        const signs = found.map(
          ({ code, facts }): Sign => ({ code, source: facts.source, at: delivery.at.getTime(), delivery }),
        );
        return [...overdue(delivery.at), ...signs];
      }),
  };
}

/** What is no news, or nobody's word, says nothing about its source. */
const isBelieved = ({ delivery, admission: { duplicate, reasons } }: Answer): boolean =>
  delivery.kind === "event" && !duplicate && reasons.every(({ stage }) => stage !== "provenance" && stage !== "read");

export const eventIn = (input: unknown): Event => ((input as { readonly event?: Event }).event ?? input) as Event;

function toReading({ source, data }: Event, at: Date): { source: string; group: string; value: number; at: Date } {
  const { room, celsius } = data as JsonObject;
  return { source, group: String(room), value: Number(celsius), at };
}

/** Whether it was not there before; from now on it is. */
export function isFirst(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}
