import { closed, count, oneOf, readFormat } from "../foundation/shape.ts";
import type { Draft } from "./draft.ts";
import { HEAD } from "./keys.ts";

/** How much the queue holds. */
export interface Head {
  readonly formatVersion: 1;
  /** How many exceptions there are, resolved ones included. */
  readonly items: number;
  /** How many events were written; they are numbered from 1. */
  readonly events: number;
}

const shape = closed({ formatVersion: oneOf(1), items: count, events: count });

const parseHead = (value: unknown): Head => readFormat("exception queue", 1, shape, value);

export const readHead = async (draft: Draft): Promise<Head> =>
  (await draft.read(HEAD, parseHead)) ?? { formatVersion: 1, items: 0, events: 0 };

export const writeHead = (draft: Draft, head: Head): void => draft.write(HEAD, head);
