import { existsSync } from "node:fs";
import {
  createLedger,
  type Mode,
  parseSealedAdmission,
  parseStreamSwitch,
  type StreamSwitch,
} from "../evidence/index.ts";
import { hasCode, isIntegrityError } from "../foundation/index.ts";
import { statementOf } from "../provenance/index.ts";
import { fileSystemStore, prefixedStore, type Store } from "../stores/index.ts";
import type { Configuration } from "./configuration.ts";

/** What a store tells about the time since it was begun. */
export interface Records {
  /** When its first and its last event were admitted, RFC 3339. */
  readonly first?: string;
  readonly last?: string;
  readonly switches: readonly StreamSwitch[];
  /** Why nothing could be read: its code. */
  readonly problem?: string;
}

/** Reads a store that nobody else has open. One that is not there yet is not made. */
export async function openRecords(directory: string | undefined, corner: string): Promise<Records> {
  if (directory === undefined) return { switches: [], problem: "none" };
  if (!existsSync(directory)) return { switches: [] };
  const store = fileSystemStore(directory);
  try {
    return await readRecords(corner === "" ? store : prefixedStore(store, corner));
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    return { switches: [], problem: hasCode(error, "store_locked") ? "store_locked" : error.code };
  } finally {
    await store.close();
  }
}

async function readRecords(store: Store): Promise<Records> {
  const ledger = createLedger(store);
  const switches: StreamSwitch[] = [];
  for await (const { sealed } of ledger.switches()) switches.push(parseStreamSwitch(statementOf(sealed).predicate));
  const [first, last] = await endsOf(store);
  const [from, to] = [await admittedAt(store, first), await admittedAt(store, last)];
  return { switches, ...(from !== undefined && { first: from }), ...(to !== undefined && { last: to }) };
}

/** The indexes of the first and the last record. */
async function endsOf(store: Store): Promise<readonly (number | undefined)[]> {
  const ends: number[] = [];
  for await (const key of store.keys("record/")) ends[Math.min(ends.length, 1)] = Number(key.slice("record/".length));
  return [ends[0], ends.at(-1)];
}

async function admittedAt(store: Store, index: number | undefined): Promise<string | undefined> {
  const stored = index === undefined ? undefined : await createLedger(store).read(index);
  const sealed = stored?.record.admissions.at(-1)?.sealed;
  return sealed && parseSealedAdmission(statementOf(sealed).predicate).at;
}

/** How one stream is treated, and since when. */
export interface StreamState {
  readonly name: string;
  readonly mode: Mode;
  readonly since?: string;
  readonly by?: string;
}

/** Streams that were never switched have been observed since the first event. */
export function streamStates({ streams }: Configuration, { first, switches }: Records): readonly StreamState[] {
  return streams.map(({ name, preset }) => {
    const mode: Mode = preset === "strict" ? "enforce" : "observe";
    const last = switches.filter((one) => one.stream === name).at(-1);
    if (last?.mode === mode) return { name, mode, since: last.at, by: last.by };
    return { name, mode, ...(first !== undefined && !last && { since: first }) };
  });
}
