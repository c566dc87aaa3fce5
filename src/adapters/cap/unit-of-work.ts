import { canonicalJson, type Event, type JsonObject, type JsonValue } from "../../foundation/index.ts";
import type { UnitOfWork } from "../../gate/index.ts";
import { AdaptersError } from "../errors.ts";
import type { CapGuard, CapRequest } from "./cds.ts";
import { insertOf, intentTable } from "./intents.ts";
import { guardedNow, unprocessable } from "./request.ts";

/**
 * A request's transaction, for `admission.commitWith`. Before it commits, the record is read once more: other handlers may
 * have changed it since the event was made, and what is committed has to be what was admitted. Where it is not, the
 * transaction is undone with `cap_changed_since`.
 */
export function unitOfWork(req: CapRequest, event: Event, guard: CapGuard): UnitOfWork {
  return {
    intents: intentTable(guard, { tenant: req.tenant }),
    beforeCommit: (run) => req.before("commit", run),
    afterCommit: (run) => req.on("succeeded", run),
    afterRollback: (run) => req.on("failed", run),
    async write(intent) {
      await refuseOther(event, req, guard);
      await guard.cds.db.tx(req).run(insertOf(intent, guard));
    },
  };
}

async function refuseOther({ subject = "", data }: Event, req: CapRequest, guard: CapGuard): Promise<void> {
  const { key, after } = data as { readonly key: JsonObject; readonly after: JsonValue };
  const now = await guardedNow(key, req, guard);
  if (now && canonicalJson(now) === canonicalJson(after)) return;
  throw unprocessable(
    new AdaptersError(
      "cap_changed_since",
      `what would be committed for \`${subject}\` is not what was admitted: let no later handler change a guarded field`,
      { subject },
    ),
  );
}
