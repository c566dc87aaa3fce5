import type { Admission, EffectContext, Gate, Processed } from "../gate/index.ts";
import type { Channel } from "../provenance/index.ts";
import { toEvents } from "./cloudevents.ts";
import type { WebReasons } from "./errors.ts";
import type { MessageInput, MessageOptions } from "./message.ts";
import { readBody } from "./request-body.ts";
import type { Authenticate } from "./webhook-signature.ts";

export type { WebReasons } from "./errors.ts";
export {
  isUnreadable,
  type MessageInput,
  type MessageOptions,
  type SignedMessage,
  type UnreadableMessage,
} from "./message.ts";
export { type Authenticate, type WebhookOptions, type WebhookScheme, webhookSignature } from "./webhook-signature.ts";

export interface HandlerOptions extends MessageOptions {
  /** Who sent a request. Default: nobody knows, and receiving statements say so. */
  readonly authenticate?: Authenticate;
  /** What is to happen, once, for each event that is accepted. Default: nothing. */
  readonly effect?: (event: MessageInput, context: EffectContext) => Promise<unknown>;
  /** Largest body. Default 1 MiB. */
  readonly maxBytes?: number;
  readonly deadlineMs?: number;
  readonly tenant?: string;
}

/**
 * A handler in the shape of the Fetch API: takes what is posted (CloudEvents, a batch of them, an envelope or plain JSON)
 * to the gate, and answers 202 for what is accepted and a problem (RFC 9457) for everything else. A sender that gets 503
 * must send again; every other answer is durable.
 */
export function createHandler(gate: Gate, options: HandlerOptions = {}): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== "POST") return turnedAway("method_not_allowed", { allow: "POST" });
    const body = await readBody(request, options.maxBytes);
    if (!body) return turnedAway("body_too_large");
    const known = await (options.authenticate ?? anybody)(request, body);
    if (!known) return turnedAway("sender_unknown");
    const { pathname: place } = new URL(request.url);
    const channel: Channel = { name: `http:${place}`, ...known };
    const answers: Answer[] = [];
    for (const event of toEvents({ headers: request.headers, body, place: channel.name }, options))
      answers.push(toAnswer(await ask(gate, event, channel, options)));
    return respond(answers);
  };
}

const anybody: Authenticate = async () => ({ method: "none" });

function ask(
  gate: Gate,
  event: MessageInput,
  channel: Channel,
  options: HandlerOptions,
): Promise<Admission | Processed> {
  const { effect, deadlineMs, tenant } = options;
  const how = { channel, ...(deadlineMs !== undefined && { deadlineMs }), ...(tenant !== undefined && { tenant }) };
  return effect ? gate.process(event, (context) => effect(event, context), how) : gate.admit(event, how);
}

/** What is said of one event. */
interface Answer {
  readonly status: number;
  readonly body: object;
}

function toAnswer(admission: Admission | Processed): Answer {
  const { id, outcome, wouldBe, sentence, durable } = admission;
  const effect = "effect" in admission ? { effect: admission.effect } : {};
  const mustComeAgain = !durable || effect.effect === "failed";
  if (outcome === "accepted" && !mustComeAgain)
    return { status: 202, body: { admission: id, outcome, sentence, ...(wouldBe && { wouldBe }), ...effect } };
  const problem = admission.toProblem();
  const status = mustComeAgain ? 503 : problem.status;
  return { status, body: { ...problem, ...effect, status } };
}

/** One answer as it is; of several the worst rules, and all of them are told. */
function respond(answers: readonly Answer[]): Response {
  const status = Math.max(202, ...answers.map((answer) => answer.status));
  const results = answers.map(({ body }) => body);
  const [only] = results;
  if (only && results.length === 1) return toResponse(status, only);
  const stopped = answers.filter((answer) => answer.status !== 202).length;
  const detail = `${answers.length - stopped} of ${answers.length} events are accepted`;
  const problem = { type: "urn:countersign:problem:batch", title: "not all of a batch is accepted", status, detail };
  return toResponse(status, stopped === 0 ? { outcome: "accepted", results } : { ...problem, results });
}

function toResponse(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  const contentType = status === 202 ? "application/json" : "application/problem+json";
  const again: Record<string, string> = status === 503 ? { "retry-after": "1" } : {};
  return new Response(JSON.stringify(body), { status, headers: { "content-type": contentType, ...again, ...headers } });
}

/** Requests that never reach the gate. */
const refusals: Readonly<Record<keyof WebReasons, readonly [status: number, title: string]>> = {
  method_not_allowed: [405, "send events with POST"],
  body_too_large: [413, "the body is too large, or broke off: send fewer events at a time"],
  sender_unknown: [401, "nothing shows who sent this: sign the request with the secret of this channel"],
};

function turnedAway(code: keyof WebReasons, headers: Readonly<Record<string, string>> = {}): Response {
  const [status, title] = refusals[code];
  return toResponse(status, { type: `urn:countersign:problem:${code}`, title, status, code }, headers);
}
