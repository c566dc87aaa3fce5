import { parseInstant } from "../../foundation/index.ts";
import { type Resolution, resolutions } from "../exception.ts";
import type { ExceptionMoveResult, ExceptionQueue } from "../queue.ts";

export type ActionName = "claim" | "assign" | "note" | "snooze" | "resolve";

/** What a form asks for. */
export interface ActionForm {
  readonly reason: string;
  readonly to: string;
  /** A day. */
  readonly until: string;
  readonly how: string;
}

interface Action {
  readonly label: string;
  /** What it does, for the preview. */
  readonly about: (form: ActionForm) => string;
  /** What is wrong with the form. */
  readonly problem: (form: ActionForm, now: Date) => string | undefined;
  readonly run: (queue: ExceptionQueue, id: string, order: Order, form: ActionForm) => Promise<ExceptionMoveResult>;
}

interface Order {
  readonly by: string;
  readonly reason: string;
  readonly seenMoves: number;
}

/** The end of a day, in UTC; 0 for what is no day. */
const dayEnd = (day: string): Date => new Date(parseInstant(`${day}T23:59:59.999Z`) ?? 0);

/** Everything that can be done on the page. To add one, write its row. */
export const actions: Readonly<Record<ActionName, Action>> = {
  claim: {
    label: "Claim",
    about: () => "you work on it",
    problem: () => undefined,
    run: (queue, id, order) => queue.claim(id, order),
  },
  assign: {
    label: "Assign",
    about: ({ to }) => `${to} works on it`,
    problem: ({ to }) => (to === "" || to.length > 200 ? "say to whom, in at most 200 characters" : undefined),
    run: (queue, id, order, { to }) => queue.assign(id, { ...order, to }),
  },
  note: {
    label: "Note",
    about: () => "the reason is added as a note",
    problem: () => undefined,
    run: (queue, id, order) => queue.note(id, order),
  },
  snooze: {
    label: "Snooze",
    about: ({ until }) => `off the list until the end of ${until} (UTC)`,
    problem: ({ until }, now) => (dayEnd(until).getTime() > now.getTime() ? undefined : "say until which day to come"),
    run: (queue, id, order, { until }) => queue.snooze(id, { ...order, until: dayEnd(until) }),
  },
  resolve: {
    label: "Resolve",
    about: ({ how }) => `resolved: ${how}. Nothing is released by this`,
    problem: ({ how }) => ((resolutions as readonly string[]).includes(how) ? undefined : "say how it was resolved"),
    run: (queue, id, order, { how }) => queue.resolve(id, { ...order, how: how as Exclude<Resolution, "passed"> }),
  },
};

export const isAction = (name: string): name is ActionName => Object.hasOwn(actions, name);

/** What became of it, for people. */
export function sentenceOf(result: ExceptionMoveResult): string {
  switch (result.status) {
    case "moved":
      return "done";
    case "move_lost":
      return `not done: ${result.winner.owner ?? result.winner.by} has it (${result.winner.move} at ${result.winner.at})`;
    case "changed_meanwhile":
      return "not done: somebody else did something with it since you looked; look again";
    case "not_found":
      return "not done: there is no such exception";
    case "moves_full":
      return `not done: it has ${result.limit} entries, which is the most it takes`;
  }
}
