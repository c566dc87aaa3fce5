import type { SealedAdmission } from "../admission.ts";
import { isTurnedAway, shownAs } from "../admissions.ts";

/** One answer of the gate, and where the log has it. */
export interface Answer {
  /** SHA-256 of the admission's statement. */
  readonly digest: string;
  readonly index: number;
  /** SHA-256 of the event's statement. */
  readonly about: string;
  readonly admission: SealedAdmission;
}

/**
 * The events of a log, each by the first answer that did not turn it away; by its first, when all did. So no forgery that
 * came before an event, or after it, can stand in its place.
 */
export interface Events {
  note(answer: Answer): void;
  /** In the order of the log. */
  list(): readonly Answer[];
}

/** Memory: one answer for each event. */
export function createEvents(): Events {
  const byName = new Map<string, Answer>();
  return {
    note(answer) {
      const name = shownAs(answer.about, answer.admission.event);
      const known = byName.get(name);
      if (!known || isBetter(answer, known)) byName.set(name, answer);
    },
    list: () => [...byName.values()].sort((left, right) => left.index - right.index),
  };
}

function isBetter(answer: Answer, known: Answer): boolean {
  const [one, other] = [isTurnedAway(answer.admission), isTurnedAway(known.admission)];
  return one === other ? answer.index < known.index : other;
}
