import { canonicalJson, type Event, type JsonObject, sha256Hex } from "../../foundation/index.ts";
import { type CapGuard, type CapRequest, equal, intentsOf } from "./cds.ts";
import { type Change, readChanges } from "./request.ts";

/**
 * What a request to create, update or upsert changes in guarded fields: one event for each record whose values change;
 * none when nothing guarded is touched. An event has the same id when the same person sends the same change of the same
 * state again, and another id once any guarded change of the record was committed: an approval counts for one change.
 *
 * @throws {AdaptersError} `cap_value_computed`, `cap_request_unsupported`, `cap_too_many_records`; as `status` they have
 * 422. {TypeError} when the entity has no such fields.
 */
export async function toEvents(req: CapRequest, guard: CapGuard): Promise<readonly Event[]> {
  const events = new Map<string, Event>();
  for (const change of await readChanges(req, guard)) {
    const event = await toEvent(change, req, guard);
    // A row that is listed twice is one change.
    events.set(event.id, event);
  }
  return [...events.values()];
}

async function toEvent(change: Change, req: CapRequest, guard: CapGuard): Promise<Event> {
  const { source, type } = guard;
  const subject = subjectOf(change);
  const data = {
    ...change,
    changedBy: req.user.id,
    revision: await revisionOf(subject, req, guard),
    ...(req.tenant && { tenant: req.tenant }),
  };
  const id = sha256Hex(canonicalJson([source, type, data as unknown as JsonObject]));
  return { specversion: "1.0", id, source, type, subject, eventkind: "command", data: data as unknown as JsonObject };
}

/** The keys' values, in the model's order; more than one are told apart by `/`. */
const subjectOf = ({ key }: Change): string => {
  const values = Object.values(key).map(String);
  return values.length === 1 ? (values[0] as string) : values.map(encodeURIComponent).join("/");
};

/** How many guarded changes of the record were committed so far. */
async function revisionOf(subject: string, req: CapRequest, guard: CapGuard): Promise<number> {
  const from = { ref: [intentsOf(guard)] };
  const columns = [{ func: "count", args: ["*"], as: "revision" }];
  const where = equal({ source: guard.source, subject });
  const [row] = (await guard.cds.db.tx(req).run({ SELECT: { from, columns, where } })) as readonly JsonObject[];
  return Number(row?.revision ?? 0);
}
