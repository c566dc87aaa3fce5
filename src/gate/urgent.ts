import type { Event } from "../foundation/index.ts";
import type { Stream } from "./settings.ts";

/**
 * Words in an event's type that say that it cannot wait for anything: safety, recalls, holds by customs, cancellations.
 * The list is closed; a stream says `urgent` for itself, either way.
 */
const words: ReadonlySet<string> = new Set([
  "safety",
  "recall",
  "recalled",
  "cancel",
  "cancelled",
  "canceled",
  "cancellation",
  "customshold",
]);

/** Whether an event never waits behind others of its business key. It may still be held for what is wrong with itself. */
export const isUrgent = ({ type }: Event, { urgent }: Stream): boolean => urgent ?? saysUrgent(type);

/** `product.recall.issued`, `order-cancelled`, `customs.hold.issued`, `CustomsHoldIssued`. */
function saysUrgent(type: string): boolean {
  const parts = type
    .replaceAll(/([a-z])([A-Z])/g, "$1.$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return parts.some((part, at) => words.has(part) || words.has(part + (parts[at + 1] ?? "")));
}
