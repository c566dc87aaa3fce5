/** A value that JSON text can say. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
/** An object that JSON text can say. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/**
 * `rfc8259` reads what the standard allows; `strict`, the default everywhere, also refuses whatever two readers could
 * understand differently: I-JSON (RFC 7493) with limits.
 */
export type JsonProfile = "strict" | "rfc8259";

/** Whether a value is an object, and no list and not `null`. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
