import { concatBytes, type JsonValue, parseJson } from "../foundation/index.ts";
import { withTimeout } from "../runtime/index.ts";

/** `fetch` of the platform, or one that adds what a service asks for: a signature of the request, a proxy, a certificate. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What is asked of a service. */
export interface Question {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON that is posted; without it the question is a GET. */
  readonly body?: JsonValue;
}

export interface AskOptions {
  readonly fetch?: Fetch;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What a service answered; `value` where it is JSON and the service agreed. */
export interface Reply {
  readonly status: number;
  readonly value?: JsonValue;
}

const MOST_BYTES = 262_144;

/**
 * Asks a service over HTTP and reads at most 256 KiB of JSON. It follows no redirect: what it sends may open doors.
 *
 * @throws what the network, the time limit or the reading of JSON says, and nothing of what was sent
 */
export function ask(
  { url, headers, body }: Question,
  { fetch = globalThis.fetch, ...limits }: AskOptions,
): Promise<Reply> {
  return withTimeout(async (signal) => {
    const response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: "error",
      signal,
    });
    if (response.ok)
      return { status: response.status, value: parseJson(await readBytes(response), { maxBytes: MOST_BYTES }) };
    await response.body?.cancel();
    return { status: response.status };
  }, limits);
}

/** The parts as they come, until there are too many: a length that is announced may be a lie. */
async function readBytes(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    parts.push(part.value);
    if (size > MOST_BYTES) {
      await reader?.cancel();
      break;
    }
  }
  return concatBytes(...parts);
}
