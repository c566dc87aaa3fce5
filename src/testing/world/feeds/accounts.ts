import type { SeededRandom } from "../../../foundation/index.ts";
import { DAY_MS, DAYS, FROM, HOUR_MS } from "../calendar.ts";
import { draft, sample } from "../scene.ts";
import type { Feed } from "./feed.ts";

export const BANK = "supplier.bank.changed";

/** Suppliers' bank accounts change, each at most once; the ERP signs who changed it, and two other people approve. */
export const accounts: Feed = {
  name: "accounts",
  share: 0.001,
  fill(scene, random, count) {
    const { actors, suppliers, opening, accounts: table } = scene;
    for (const { supplier } of suppliers) opening.set(supplier, newIban(random));
    for (const [supplier, iban] of opening) table.set(supplier, iban);
    for (const { supplier } of sample(suppliers, Math.max(12, count) / suppliers.length, random)) {
      const time = FROM + random.integer(1, DAYS - 2) * DAY_MS + random.integer(0, DAY_MS - 1);
      const iban = newIban(random);
      const data = { supplier, iban, changedBy: "a.adams" };
      const change = draft(
        { source: "erp/suppliers", type: BANK, subject: supplier, time, data },
        { signer: actors.erp.signer },
      );
      scene.drafts.push(change);
      table.set(supplier, iban);
      for (const [order, by] of actors.approvers.entries())
        scene.approvals.push({ of: change, by, at: change.at + (order + 1) * HOUR_MS });
    }
  },
};

export const newIban = (random: SeededRandom): string =>
  `DE${random.integer(10, 99)}37040044${String(random.integer(0, 999_999_999)).padStart(10, "0")}`;
