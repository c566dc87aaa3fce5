import { type MatchPlan, type Reconciliation, reconcile } from "../../reconcile/index.ts";
import { HOUR_MS } from "./calendar.ts";
import { BANK } from "./feeds/accounts.ts";
import type { Answer } from "./observations.ts";
import type { Account, World } from "./world.ts";

const receiptsPlan: MatchPlan = {
  formatVersion: 1,
  name: "goods receipts",
  sides: { left: "wms", right: "erp" },
  key: [{ left: "/receipt" }],
  fields: [{ left: "/quantity", as: "decimal" }],
  time: { left: "/postedAt", settleMs: 4 * HOUR_MS },
};

const accountsPlan: MatchPlan = {
  formatVersion: 1,
  name: "bank accounts",
  sides: { left: "gate", right: "erp" },
  key: [{ left: "/supplier" }],
  fields: [{ left: "/iban", as: "text" }],
};

/** Has the ERP booked what the warehouse reported? */
export const reconcileReceipts = ({ receipts, postings, until }: World): Promise<Reconciliation> =>
  reconcile(receipts, postings, receiptsPlan, { at: until });

/** Does the ERP's table say what it said before, and what the gate let through since? What else it says went round the gate. */
export function reconcileAccounts(
  { opening, accounts, until }: World,
  answers: readonly Answer[],
): Promise<Reconciliation> {
  const expected = new Map(opening.map((row) => [row.supplier, row]));
  for (const change of answers.flatMap(toChange)) expected.set(change.supplier, change);
  return reconcile(expected.values(), accounts, accountsPlan, { at: until });
}

function toChange({ admission: { event, outcome }, delivery }: Answer): readonly Account[] {
  if (event.type !== BANK || outcome !== "accepted") return [];
  const { supplier, iban } = (delivery.input as { readonly event: { readonly data: Account } }).event.data;
  return [{ supplier, iban }];
}
