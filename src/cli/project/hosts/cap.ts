import { gateFor, type Host, rehearsal } from "../host.ts";

/** A handler for a service of SAP CAP: call `guard(srv, "Suppliers")` where the service is implemented. */
export const cap: Host = {
  packages: [],
  run: 'guard(srv, "Orders") in your service\'s implementation',
  imports: [["randomUUID", "node:crypto"]],
  code: (place) => `${gateFor(place)}

/** Asks the gate before an entity is written; what is held or refused is rejected. */
function guard(srv, entity) {
  srv.prepend(() => srv.before(["CREATE", "UPDATE", "UPSERT"], entity, take));
}

async function take(req) {
  const subject = ${place.subject === undefined ? "undefined" : `req.data[${JSON.stringify(place.subject.slice(1))}]`};
  const event = {
    specversion: "1.0",
    id: randomUUID(),
    source: ${JSON.stringify(place.source)},
    type: ${JSON.stringify(place.type)},
    ...(subject != null && { subject: String(subject) }),
    data: req.data,
  };
  const principal = req.user?.id;
  const channel = { name: "cap", method: principal ? "api-user" : "none", ...(principal && { principal }) };
  const admission = await gate.admit(event, { channel, deadlineMs: 1_500 });
  if (admission.wouldBe) console.log(admission.sentence);
  if (admission.outcome === "accepted") return admission;
  const { status, code, detail } = admission.toProblem();
  return req.reject({ status, code, message: detail });
}

${rehearsal('{ data: JSON.parse(line), user: { id: "rehearsal" }, reject: ({ code }) => ({ outcome: code }) }')}

if (process.argv[1]?.endsWith("consumer.js")) {
  rehearse().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}

EXPORT guard;
`,
};
