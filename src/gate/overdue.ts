import { type Contract, type ContractsFinding, parseContract } from "../contracts/index.ts";
import { createLedger, type Ledger } from "../evidence/index.ts";
import { parseDuration } from "../foundation/index.ts";
import { allowedSilence } from "../foundation/rhythm.ts";
import { findSilence, patience } from "../foundation/silence.ts";
import type { Store } from "../stores/index.ts";
import { type Feed, readArrivals } from "./arrivals.ts";

/** Which events did not come that were promised, or that usually do. */
export interface Overdue {
  /** A `source_overdue` for each type of a source that has been silent for too long, the longest first. The same silence is told each time. */
  readonly findings: readonly ContractsFinding[];
  /** How many types of how many sources are told apart, each source's counted by itself. */
  readonly feeds: number;
  /** Of those, how many nothing can be said of: nothing is promised, and they came too rarely to have a habit. */
  readonly young: number;
  /** Whether there were more than 10,000: the silence of the others is not noticed. */
  readonly isFull: boolean;
}

/** What the answer depends on besides the store. */
export interface OverdueOptions {
  readonly at: Date;
  /** The version of a contract that counts by now. Default: the one that the last event was judged by. */
  readonly newest?: (id: string) => Contract | undefined;
  readonly signal?: AbortSignal;
}

/** Tells from the ledger in a store, of which only what came since is read, who has been silent for too long. @throws {GateError} `log_busy` */
export async function findOverdue(
  store: Store,
  { at, newest = () => undefined, signal }: OverdueOptions,
): Promise<Overdue> {
  const ledger = createLedger(store);
  const { feeds, isFull } = await readArrivals(store, ledger, signal);
  const promised = await promisesOf(feeds, ledger, newest);
  const found = feeds.flatMap((feed) => findSilence({ ...feed, promisedMs: promised.get(feed) }, at.getTime()) ?? []);
  return {
    findings: found.toSorted((a, b) => (a.facts.since < b.facts.since ? -1 : 1)),
    feeds: feeds.length,
    young: feeds.filter((feed) => !promised.has(feed) && isYoung(feed)).length,
    isFull,
  };
}

const isYoung = ({ rhythm }: Feed): boolean => allowedSilence(rhythm, patience) === Infinity;

/** A contract promises that a source speaks, whatever of: of several types it is the one that came last that is waited for. */
async function promisesOf(
  feeds: readonly Feed[],
  ledger: Ledger,
  newest: (id: string) => Contract | undefined,
): Promise<ReadonlyMap<Feed, number>> {
  const promises = new Map<Feed, number>();
  const known = new Map<string, number | undefined>();
  for (const feed of lastOfEach(feeds)) {
    const { id, digest } = feed.contract as NonNullable<Feed["contract"]>;
    if (!known.has(digest)) known.set(digest, freshnessOf(newest(id) ?? (await kept(digest, ledger))));
    const promisedMs = known.get(digest);
    if (promisedMs !== undefined) promises.set(feed, promisedMs);
  }
  return promises;
}

function lastOfEach(feeds: readonly Feed[]): Iterable<Feed> {
  const last = new Map<string, Feed>();
  for (const feed of feeds) {
    if (!feed.contract) continue;
    const key = `${feed.source}\n${feed.contract.id}`;
    const other = last.get(key);
    if (!other || other.lastAt <= feed.lastAt) last.set(key, feed);
  }
  return last.values();
}

async function kept(digest: string, ledger: Ledger): Promise<Contract | undefined> {
  const document = await ledger.rules("contract", digest);
  return document === undefined ? undefined : parseContract(document);
}

const freshnessOf = (contract: Contract | undefined): number | undefined =>
  parseDuration(contract?.sla?.freshness ?? "");
