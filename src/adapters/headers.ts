import { formatInstant } from "../foundation/index.ts";
import type { Headers } from "./cloud-attributes.ts";
import { toText } from "./message.ts";

/** Headers from pairs of any client: values as text, several of one name behind each other as HTTP does it. */
export function toHeaders(pairs: Iterable<readonly [name: string, value: unknown]>): Headers {
  const headers = new Map<string, string>();
  for (const [name, value] of pairs) {
    const text = headerText(value);
    const before = headers.get(name.toLowerCase());
    if (text !== undefined) headers.set(name.toLowerCase(), before === undefined ? text : `${before}, ${text}`);
  }
  return headers;
}

/** A header's value as text; `undefined` for one that is no text. */
export function headerText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return toText(value);
  if (Array.isArray(value)) return value.map(headerText).join(", ");
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

const encoder = new TextEncoder();

/** The bytes of a body, however the client hands it over; none for a message without one. */
export const bytesOf = (body: Uint8Array | string | null | undefined): Uint8Array =>
  typeof body === "string" ? encoder.encode(body) : (body ?? new Uint8Array());

/** Milliseconds since 1970 as the client writes them; `undefined` for what is no time. */
export function instantOf(milliseconds: number | string | undefined): string | undefined {
  const at = new Date(milliseconds === undefined ? Number.NaN : Number(milliseconds));
  const isTime = at.getTime() > 0 && at.getUTCFullYear() <= 9999;
  return isTime ? formatInstant(at) : undefined;
}
