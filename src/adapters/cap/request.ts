import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/index.ts";
import { AdaptersError } from "../errors.ts";
import { type CapGuard, type CapRequest, columns, type Entity, entityOf, equal, isPlain, keysOf } from "./cds.ts";

/** Most records that one request may change; each becomes an event of its own. */
const MOST_RECORDS = 1_000;

/** A record of the guarded entity: its keys and its guarded fields, before and after. */
export interface Change {
  readonly key: JsonObject;
  /** Null where the record is new. */
  readonly before: JsonObject | null;
  readonly after: JsonObject;
}

/** What a request changes in guarded fields, as far as it does. The rows are read in its own transaction, and locked where the database can. */
export async function readChanges(req: CapRequest, guard: CapGuard): Promise<readonly Change[]> {
  refuseUnguardable(req, guard);
  const { INSERT, UPSERT, UPDATE } = req.query as Readonly<Record<string, Statement | undefined>>;
  const statement = INSERT ?? UPSERT;
  if (UPDATE) return updated(UPDATE, req, guard);
  if (statement) return written(statement, req, guard);
  return unsupported(`the event \`${req.event}\` has no query that writes`);
}

/** The parts of CQN's `INSERT`, `UPSERT` and `UPDATE` that carry values. */
interface Statement {
  readonly entity?: unknown;
  readonly where?: readonly unknown[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly entries?: readonly Readonly<Record<string, unknown>>[];
}

/** A misspelt field would guard nothing, and nobody would notice. */
function refuseUnguardable(req: CapRequest, { fields }: CapGuard): void {
  const { name, elements } = entityOf(req);
  const wrong = fields.find((field) => !isPlain(elements[field]));
  if (wrong !== undefined) throw new TypeError(`\`${name}\` has no plain element \`${wrong}\` that could be guarded`);
}

async function updated(statement: Statement, req: CapRequest, guard: CapGuard): Promise<readonly Change[]> {
  const after = { ...guardedIn(statement.data, guard), ...guardedIn(statement.with, guard) };
  if (Object.keys(after).length === 0) return [];
  const from = typeof statement.entity === "string" ? { ref: [statement.entity] } : statement.entity;
  const rows = await read({ from, ...(statement.where && { where: statement.where }) }, req, guard);
  return rows.flatMap((row) => changeOf(row, row, after, req, guard));
}

async function written({ entries }: Statement, req: CapRequest, guard: CapGuard): Promise<readonly Change[]> {
  if (!entries) return unsupported("it writes rows that are not listed in it: use `entries`");
  if (entries.length > MOST_RECORDS) return tooMany();
  const changes: Change[] = [];
  for (const entry of entries) {
    const after = guardedIn(entry, guard);
    if (Object.keys(after).length === 0) continue;
    changes.push(...changeOf(entry, await existing(entry, req, guard), after, req, guard));
  }
  return changes;
}

async function existing(entry: object, req: CapRequest, guard: CapGuard): Promise<JsonObject | undefined> {
  const where = equal(keyIn(entry, entityOf(req)));
  const [row] = await read({ from: { ref: [entityOf(req).name] }, where }, req, guard);
  return row;
}

/**
 * The guarded values that a statement sets, each known before it runs. Inherited ones count: CAP lets a member `__proto__`
 * of a request's body become the prototype of its data, and writes what is found there.
 */
function guardedIn(values: Readonly<Record<string, unknown>> = {}, { fields }: CapGuard): JsonObject {
  const set = fields.filter((field) => values[field] !== undefined);
  return Object.fromEntries(set.map((field) => [field, plain(field, values[field])]));
}

function plain(field: string, value: unknown): JsonValue {
  const literal = isLiteral(value) ? value.val : value;
  if (literal === null || ["string", "number", "boolean"].includes(typeof literal)) return literal as JsonValue;
  throw unprocessable(
    new AdaptersError("cap_value_computed", `\`${field}\` is guarded: set it to a plain value, not to an expression`, {
      field,
    }),
  );
}

const isLiteral = (value: unknown): value is { readonly val: unknown } =>
  typeof value === "object" && value !== null && Object.keys(value).join() === "val";

function changeOf(
  named: object,
  row: JsonObject | undefined,
  set: JsonObject,
  req: CapRequest,
  { fields }: CapGuard,
): readonly Change[] {
  const before = Object.fromEntries(fields.map((field) => [field, row?.[field] ?? null]));
  const after = { ...before, ...set };
  if (fields.every((field) => before[field] === after[field])) return [];
  return [{ key: keyIn(named, entityOf(req)), before: row ? before : null, after }];
}

function keyIn(values: object, entity: Entity): JsonObject {
  const names = keysOf(entity);
  const row = values as JsonObject;
  const missing = names.find((name) => row[name] === undefined || row[name] === null || isJsonObject(row[name]));
  if (missing !== undefined) return unsupported(`a row has no \`${missing}\``);
  return Object.fromEntries(names.map((name) => [name, row[name] as JsonValue]));
}

async function read(part: object, req: CapRequest, { cds, fields }: CapGuard): Promise<readonly JsonObject[]> {
  const names = [...new Set([...keysOf(entityOf(req)), ...fields])];
  const limit = { rows: { val: MOST_RECORDS + 1 } };
  const query = { SELECT: { ...part, columns: columns(names), limit } };
  const rows = (await cds.db.tx(req).run(query)) as readonly JsonObject[];
  return rows.length > MOST_RECORDS ? tooMany() : rows;
}

/** The guarded values of a record as the transaction sees them now. */
export async function guardedNow(key: JsonObject, req: CapRequest, guard: CapGuard): Promise<JsonObject | undefined> {
  const row = await existing(key, req, guard);
  return row && Object.fromEntries(guard.fields.map((field) => [field, row[field] ?? null]));
}

function unsupported(problem: string): never {
  throw unprocessable(
    new AdaptersError("cap_request_unsupported", `what the request changes cannot be told: ${problem}`, { problem }),
  );
}

function tooMany(): never {
  const limit = MOST_RECORDS;
  throw unprocessable(
    new AdaptersError("cap_too_many_records", `it changes more than ${limit} guarded records: send it in parts`, {
      limit,
    }),
  );
}

/** CAP answers a request with the `status` of what was thrown. */
export const unprocessable = <Thrown extends Error>(error: Thrown): Thrown => Object.assign(error, { status: 422 });
