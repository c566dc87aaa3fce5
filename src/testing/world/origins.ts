import type { Event } from "../../foundation/index.ts";
import type { AdmitOptions } from "../../gate/index.ts";
import type { RecordVersion } from "../../lineage/index.ts";
import type { Delivery } from "./delivery.ts";
import { RECEIPT } from "./feeds/receipts.ts";
import type { Answer } from "./observations.ts";

/** What the warehouse knows besides its own message: for which order, as the house last admitted it, the goods came. */
export interface Origins {
  note(answers: readonly Answer[]): void;
  optionsFor(delivery: Delivery): AdmitOptions;
}

export function createOrigins(): Origins {
  const orders = new Map<string, RecordVersion>();
  return {
    note(answers) {
      for (const { admission } of answers) {
        const { outcome, statement, event } = admission;
        if (outcome !== "accepted" || !event.subject?.startsWith("PO-") || statement === undefined) continue;
        orders.set(event.subject, { system: event.source, object: event.type, key: event.subject, version: statement });
      }
    },
    optionsFor({ input, options }) {
      const order = orders.get(orderOf(input as Partial<Event>) ?? "");
      return order ? { ...options, derivedFrom: [order] } : options;
    },
  };
}

function orderOf({ type, data }: Partial<Event>): string | undefined {
  const order = type === RECEIPT ? (data as { readonly order?: unknown } | undefined)?.order : undefined;
  return typeof order === "string" ? order : undefined;
}
