import type { World, WorldResult } from "../../testing/index.ts";
import { createReasonRecord } from "../run-record.ts";
import { differencesOf, type RunFindings, type RunOutcome } from "../run-report.ts";
import { aboutFault, between } from "./month-print.ts";

/** The members of the one object of `--json` that the month gives. */
export function toValue({ seed, events, outcomes, faults, clean, desk, reconciliations, trust }: WorldResult): object {
  const { receipts, accounts } = reconciliations;
  return {
    seed,
    events,
    outcomes,
    faults,
    clean,
    desk,
    differences: [
      ...receipts.causes.map((cause) => ({ between: between.receipts, ...cause })),
      ...accounts.causes.map((cause) => ({ between: between.accounts, ...cause })),
    ],
    trust: trust.map(({ source, state, score, sentence }) => ({ source, state, score, sentence })),
  };
}

/** What `exceptions.json` holds. */
export function toExceptions({ stopped, reconciliations, noticed }: WorldResult): object {
  return {
    stopped: stopped.map(({ admission }) => admission),
    differences: [...reconciliations.receipts.causes, ...reconciliations.accounts.causes],
    breaks: [...reconciliations.receipts.breaks, ...reconciliations.accounts.breaks],
    noticed: noticed.map(({ code, source, at }) => ({ code, source, at: new Date(at).toISOString() })),
  };
}

/** What the report draws. */
export function toOutcome(world: World, result: WorldResult, findings: RunFindings): RunOutcome {
  const { outcomes, faults, stopped, reconciliations } = result;
  const reasons = createReasonRecord();
  for (const { admission } of stopped) reasons.note(admission);
  return {
    title: `A distributor's month, seed ${world.seed}`,
    period: { from: world.from.toISOString(), until: world.until.toISOString() },
    outcomes,
    reasons: reasons.rows(),
    faults: faults.map((fault) => ({ ...fault, about: aboutFault(fault.kind) })),
    differences: [
      differencesOf(reconciliations.receipts, ["wms", "erp"]),
      differencesOf(reconciliations.accounts, ["gate", "erp"]),
    ],
    ...findings,
  };
}

/** The receipt of the last difference that no time will mend: late in the month, most orders are known. */
export const lostReceipt = ({ reconciliations }: WorldResult): string | undefined =>
  reconciliations.receipts.breaks.map(({ key }) => key["/receipt"]).findLast((receipt) => typeof receipt === "string");

/** A case worth reading: a change of a bank account that people were asked about, or whatever was stopped first. */
export function caseOf({ stopped }: WorldResult): string {
  const one = stopped.find(({ fault }) => fault === "single_person_bank_change") ?? stopped[0];
  return one?.admission.event.subject ?? "SHP-000001";
}
