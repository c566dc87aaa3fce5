import type { Store } from "../stores/index.ts";
import { parseRecord } from "./draft.ts";
import {
  type Exception,
  type ExceptionKind,
  type ExceptionState,
  parseStoredException,
  toException,
} from "./exception.ts";
import { ITEMS } from "./keys.ts";
import { mainCurrency, rankOf } from "./rank.ts";

/** Which exceptions. */
export interface ExceptionFilter {
  /** Default: all but those that sleep and those that are resolved. */
  readonly states?: readonly ExceptionState[];
  readonly kinds?: readonly ExceptionKind[];
  readonly owner?: string;
  /** In which currency values are ranked. Default: the one that most of them have. */
  readonly currency?: string;
}

export interface ExceptionListOptions extends ExceptionFilter {
  /** `next` of the page before. */
  readonly after?: string;
  /** Exceptions of one page, at most 1,000. Default 50. */
  readonly limit?: number;
}

/** Exceptions in order of rank. */
export interface ExceptionPage {
  readonly exceptions: readonly Exception[];
  /** How many there are on all pages. */
  readonly total: number;
  /** Where the next page starts; absent at the end. */
  readonly next?: string;
}

const waiting: readonly ExceptionState[] = ["open", "claimed"];

interface Ranked {
  readonly item: Exception;
  readonly rank: string;
}

/** Everything that fits a filter, in order of rank. There is one exception for each cause, so all of them fit into memory. */
export async function readRanked(
  store: Store,
  { states = waiting, kinds, owner, currency }: ExceptionFilter,
  at: Date,
): Promise<readonly Ranked[]> {
  const items = await readAll(store, at);
  const chosen = items.filter(
    (item) =>
      states.includes(item.state) &&
      (!kinds || kinds.includes(item.kind)) &&
      (owner === undefined || item.owner === owner),
  );
  const ranked = currency ?? mainCurrency(chosen);
  return chosen
    .map((item) => ({ item, rank: rankOf(item, ranked) }))
    .sort(({ rank: one }, { rank: other }) => (one < other ? -1 : 1));
}

async function readAll(store: Store, at: Date): Promise<readonly Exception[]> {
  const items: Exception[] = [];
  for await (const key of store.keys(ITEMS)) {
    const stored = await store.get(key);
    if (stored) items.push(toException(parseRecord(key, stored.value, parseStoredException), at));
  }
  return items;
}

/** One page of a ranking: what comes after a rank, wherever it stands by now. */
export function pageOf(ranked: readonly Ranked[], { after = "", limit = 50 }: ExceptionListOptions): ExceptionPage {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1_000)
    throw new TypeError("`limit` must be from 1 to 1,000");
  const from = ranked.filter(({ rank }) => rank > after);
  const page = from.slice(0, limit);
  const last = page.at(-1);
  return {
    exceptions: page.map(({ item }) => item),
    total: ranked.length,
    ...(from.length > limit && last && { next: last.rank }),
  };
}
