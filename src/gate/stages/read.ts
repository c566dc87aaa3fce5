import {
  canonicalJson,
  type Envelope,
  type Event,
  fromUtf8,
  isIntegrityError,
  isJsonObject,
  type JsonValue,
  parseEvent,
  parseJson,
} from "../../foundation/index.ts";
import { parseEnvelope } from "../../provenance/index.ts";
import type { House } from "../house.ts";
import type { Step } from "../passage.ts";
import { streamOf } from "../settings.ts";
import type { Stage } from "./stage.ts";

/** Reads what was handed over: an event, an envelope, or the JSON text of one. From here on nobody else can change it. */
export const read: Stage = {
  name: "read",
  run({ input, at }, house) {
    try {
      const step = readInput(toText(input), house);
      return step.contract || step.event?.dataschema === undefined ? step : askedAgain(step, at, house);
    } catch (error) {
      // Objects may hold anything, even members that throw when they are read: none of it may stop the gate.
      const { code, message } = isIntegrityError(error)
        ? error
        : { code: "input_unreadable", message: "reading it fails" };
      return { text: shown(input), ...unreadable(code, message) };
    }
  },
};

/** A contract that is not known here may have been published since. */
async function askedAgain(step: Step, at: Date, house: House): Promise<Step> {
  await house.contracts.refresh(at);
  const contract = house.contractFor(step.event as Event, step.stream);
  return contract ? { ...step, contract } : step;
}

function toText(input: unknown): string {
  if (typeof input === "string") return input;
  return input instanceof Uint8Array ? decoded(input) : canonicalJson(input);
}

/** What came, as well as it can be kept: objects that are no JSON as what JSON makes of them. */
function shown(input: unknown): string {
  if (typeof input === "string") return input;
  if (input instanceof Uint8Array) return decoded(input);
  try {
    return JSON.stringify(input) ?? String(input);
  } catch {
    return "[an object that cannot be read]";
  }
}

/** Text of bytes; where they are none, one that cannot be read as JSON either and shows what came. */
function decoded(input: Uint8Array): string {
  try {
    return fromUtf8(input);
  } catch {
    return new TextDecoder("latin1").decode(input);
  }
}

function readInput(text: string, house: House): Step {
  const { settings } = house;
  const value = parseJson(text, { maxBytes: settings.limits.maxEventBytes });
  const envelope = isEnvelope(value) ? parseEnvelope(value) : undefined;
  const event = envelope ? eventOf(envelope) : parseEvent(value);
  const stream = streamOf(settings, event);
  const contract = house.contractFor(event, stream);
  return { text, event, stream, ...(envelope && { envelope }), ...(contract && { contract }) };
}

const isEnvelope = (value: JsonValue): boolean =>
  isJsonObject(value) && Object.hasOwn(value, "payload") && !Object.hasOwn(value, "specversion");

const eventOf = ({ event }: Envelope): Event => event ?? parseEvent(undefined);

/** Kept as a dead letter; what is too large to be kept is refused, and stays with its sender. */
const unreadable = (code: string, problem: string): Pick<Step, "reasons" | "ended" | "findings"> => ({
  findings: { read: [{ code, severity: "error", path: "", sentence: problem, facts: {} }] },
  reasons: [
    {
      stage: "read",
      code,
      sentence: `it cannot be read as an event: ${problem}`,
      ...(code === "json_too_large" ? { effect: "deny" } : { effect: "quarantine", heldFor: "dead-letter" }),
    },
  ],
  ended: true,
});
