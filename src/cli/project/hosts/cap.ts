import { changesOf, fieldsOf } from "../changes.ts";
import { gateFor, type Host, rehearsal } from "../host.ts";

/** A handler for a service of SAP CAP: call `guard(cds, srv, "Suppliers")` where the service is implemented. */
export const cap: Host = {
  packages: [],
  run: 'guard(cds, srv, "Orders") in your service\'s implementation, with db/countersign.cds in its model',
  imports: [["intentTable, toEvents, toRejection, unitOfWork", "countersign/cap"]],
  files: {
    "db/countersign.cds": `namespace countersign;

/** Written in the transaction of the change that it is about: a row is there exactly when the change is. */
entity Intents {
  key idempotencyKey : String(64);
      admission      : String(40);
      statement      : String(64);
      source         : String(200);
      id             : String(64);
      subject        : String(400);
      recordedAt     : Timestamp;
      settledAt      : Timestamp;
}
`,
  },
  urgent: true,
  toEventData: changesOf,
  code: (place, contract) => `${gateFor(place)}
const changes = { source: ${JSON.stringify(place.source)}, type: ${JSON.stringify(place.type)}, fields: ${JSON.stringify(fieldsOf(contract))} };

/** Asks the gate before one of the fields changes; what is held or refused is rejected. Call it for one entity. */
function guard(cds, srv, entity) {
  const guarded = { cds, ...changes };
  srv.prepend(() =>
    srv.before(["CREATE", "UPDATE", "UPSERT"], entity, async (req) => {
      const events = await toEvents(req, guarded);
      const admissions = await Promise.all(events.map(take));
      if (admissions.some(({ outcome }) => outcome !== "accepted")) return req.reject(toRejection(admissions));
      for (const [at, admission] of admissions.entries()) admission.commitWith(unitOfWork(req, events[at], guarded));
    }),
  );
  // Before the first request: what an earlier process left half done.
  cds.once("served", () => gate.settle(intentTable(guarded), { source: guarded.source }));
  cds.once("shutdown", () => gate.close());
}

async function take(event) {
  // Once it is enforced, add { deadlineMs: 1_500 }: the transaction's locks are held until the gate answers.
  const admission = await gate.admit(event);
  if (admission.wouldBe) console.log(admission.sentence);
  return admission;
}

${rehearsal("toChange(line, at)", "Without CAP: the rows of rehearsal.jsonl as changes that are admitted only. What is bound to CAP's transaction is not rehearsed.")}

/** A row as an event with a number of its own, so that a second rehearsal repeats the first. */
function toChange(line, at) {
  const { source, type } = changes;
  return { specversion: "1.0", id: \`rehearsal-\${at}\`, source, type, data: JSON.parse(line) };
}

if (process.argv[1]?.endsWith("consumer.js")) {
  rehearse().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}

EXPORT guard;
`,
};
