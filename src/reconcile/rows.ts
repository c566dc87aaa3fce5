import { isIntegrityError, type JsonValue } from "../foundation/index.ts";
import { ReconcileError } from "./errors.ts";
import type { Side } from "./match-rule.ts";
import type { Matching } from "./matching.ts";
import { quote } from "./wording.ts";

/** One side's rows as JSON values, objects or lists, in any order. Anything else among them is reported, and matched with nothing. */
export type Rows = Iterable<unknown> | AsyncIterable<unknown>;

/** How many rows pass before other work of the process, and an abort, get their turn. */
const BREATH = 10_000;

export async function takeAll(side: Side, source: Rows, { rows, plan }: Matching, signal?: AbortSignal): Promise<void> {
  let taken = 0;
  for await (const row of readSource(source, plan.sides[side])) {
    if (taken % BREATH === 0) await breathe(signal);
    rows.take(side, row as JsonValue);
    taken += 1;
  }
  signal?.throwIfAborted();
}

async function breathe(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}

async function* readSource(source: Rows, side: string): AsyncGenerator<unknown> {
  if (!isIterable(source)) throw new TypeError("each side is an iterable, or an async iterable, of rows");
  let rowsRead = 0;
  try {
    for await (const row of source) {
      yield row;
      rowsRead += 1;
    }
  } catch (cause) {
    throw new ReconcileError(
      "source_failed",
      `${quote(side)} failed after ${rowsRead} rows: nothing was concluded, read it again`,
      { side, rowsRead },
      { cause, retryable: isIntegrityError(cause) && cause.retryable },
    );
  }
}

const isIterable = (source: unknown): boolean =>
  typeof source === "object" && source !== null && (Symbol.iterator in source || Symbol.asyncIterator in source);
