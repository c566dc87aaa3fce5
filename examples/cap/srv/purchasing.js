import cds from "@sap/cds";
import { toEvents, toRejection, unitOfWork } from "countersign/cap";
import { dieAt, mortal } from "./fail-points.js";
import { bank, gate } from "./gate.js";

const WRITES = ["CREATE", "UPDATE", "UPSERT"];

export default class Purchasing extends cds.ApplicationService {
  init() {
    const { Suppliers } = this.entities;
    this.prepend(() => this.before(WRITES, Suppliers, guardBank));
    this.after(WRITES, Suppliers, () => dieAt("changed"));
    this.on("moveBank", ({ data: { country, ...account } }) =>
      this.run(UPDATE(Suppliers).set(account).where({ country })),
    );
    this.on("takeOver", ({ data: { suppliers } }) => this.run(UPSERT.into(Suppliers).entries(suppliers)));
    this.on("approve", approve);
    this.on("evidence", async ({ data }) => Buffer.from(await gate.evidence(data.supplier)).toString("utf8"));
    return super.init();
  }
}

/** Every supplier whose account would change is asked for; one that is not accepted rejects the whole request. */
async function guardBank(req) {
  const events = await toEvents(req, bank);
  dieAt("received");
  const channel = { name: "cap:purchasing", method: "api-user", principal: req.user.id };
  const admissions = await Promise.all(events.map((event) => gate.admit(event, { channel, deadlineMs: 5_000 })));
  if (events.length > 0) dieAt("admitted");
  if (admissions.some(({ outcome }) => outcome !== "accepted")) return req.reject(toRejection(admissions));
  for (const [at, admission] of admissions.entries()) admission.commitWith(mortal(unitOfWork(req, events[at], bank)));
}

/** The approval is kept by the gate, in a commit of its own. */
async function approve(req) {
  const { envelope } = req.data;
  try {
    dieAt("approving");
    const { outcome, sentence } = await gate.approve(JSON.parse(envelope));
    dieAt("approved");
    return { outcome, sentence };
  } catch (error) {
    return req.reject({ status: 422, code: String(error.code ?? "approval_unreadable"), message: error.message });
  }
}

const { UPDATE, UPSERT } = cds.ql;
