import { UNTIL } from "../calendar.ts";
import { BANK, newIban } from "../feeds/accounts.ts";
import { dataOf, sample } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { brokenIn } from "./scoring.ts";

const kind = "change_around_gate";

/** Somebody writes into the ERP's table by hand: no event says so. */
export const changeAroundGate: Fault = {
  kind,
  about: "a bank account was changed in the ERP without any event",
  knownBy: "books",
  plant(scene, random) {
    const told = new Set(scene.drafts.filter(({ event }) => event.type === BANK).map((one) => dataOf(one).supplier));
    const untold = [...scene.accounts.keys()].filter((supplier) => !told.has(supplier));
    for (const supplier of sample(untold, 0.05, random)) {
      scene.accounts.set(supplier, newIban(random));
      scene.plants.push({ kind, on: supplier, from: 0, until: UNTIL });
    }
  },
  caught: brokenIn(kind, "accounts", "field_differs", "missing_left"),
};
