import type { JsonObject, JsonValue } from "../foundation/index.ts";

/** Headers by their names in lower case. */
export type Headers = ReadonlyMap<string, string>;

/** How a protocol writes the attributes of a CloudEvent into headers (CloudEvents 1.0, binary content mode). */
export interface Binding {
  /** What stands before their names. */
  readonly prefixes: readonly string[];
  readonly decode: (value: string) => string;
}

const asIs = (value: string): string => value;

/** To add a protocol, write a row. */
export const bindings: Readonly<Record<"amqp" | "http" | "kafka" | "mqtt" | "nats", Binding>> = {
  amqp: { prefixes: ["cloudevents_", "cloudevents:"], decode: asIs },
  http: { prefixes: ["ce-"], decode: percentDecoded },
  kafka: { prefixes: ["ce_"], decode: asIs },
  mqtt: { prefixes: [""], decode: asIs },
  nats: { prefixes: ["ce-"], decode: percentDecoded },
};

/** CloudEvents HTTP binding §3.1.3.2; what is not well encoded stays as it is. */
function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The attributes in the headers, or `undefined` when they are not those of a CloudEvent. */
export function binaryAttributes(headers: Headers, binding: Binding): JsonObject | undefined {
  const prefix = binding.prefixes.find((one) => headers.has(`${one}specversion`));
  if (prefix === undefined) return undefined;
  const attributes = [...headers].flatMap(([name, value]): [string, JsonValue][] => {
    const attribute = name.startsWith(prefix) ? name.slice(prefix.length) : "";
    return isAttribute(attribute) ? [[attribute, typed(attribute, binding.decode(value))]] : [];
  });
  return Object.fromEntries(attributes);
}

/** The content stands beside the headers, and says its own type. */
const isAttribute = (name: string): boolean =>
  /^[a-z0-9]{1,40}$/.test(name) && !["data", "datacontenttype"].includes(name);

const wholeNumbers: readonly string[] = ["formatversion", "timeuncertaintyms"];

/** Headers hold text only. */
const typed = (attribute: string, value: string): JsonValue =>
  wholeNumbers.includes(attribute) && /^\d{1,15}$/.test(value) ? Number(value) : value;
