import { fromUtf8 } from "../foundation/index.ts";
import { type Capsule, capsuleBytes, type Reread, type RetryReport, retryDeadLetters } from "../quarantine/index.ts";
import { admit, beginPassage, walk } from "./admit.ts";
import type { House } from "./house.ts";

export interface RetryOptions {
  readonly tenant?: string;
  /** Makes an event, an envelope or the JSON text of one of the bytes as they came. Default: as they are. */
  readonly reader?: (bytes: Uint8Array) => unknown;
  /** Who has it done. Default: the house. */
  readonly by?: string;
  /** Attempts in all, the first included. Default 5. */
  readonly maxAttempts?: number;
  readonly signal?: AbortSignal;
}

/** Reads again what could not be read, and sends in what now can: it is accepted, or held for what is found of it. */
export async function retryLetters(
  { reader = fromUtf8, by, ...options }: RetryOptions,
  house: House,
): Promise<RetryReport> {
  return retryDeadLetters(house.deadLetters, {
    by: by ?? house.settings.name,
    clock: house.settings.clock,
    ...(options.maxAttempts !== undefined && { maxAttempts: options.maxAttempts }),
    ...(options.signal && { signal: options.signal }),
    send: (capsule) => reread(capsule, reader, house),
  });
}

/** Only what reads is admitted: what does not, stays the dead letter that it is. */
async function reread(capsule: Capsule, reader: (bytes: Uint8Array) => unknown, house: House): Promise<Reread> {
  const input = tried(() => reader(capsuleBytes(capsule)));
  const begun = beginPassage(input, {}, house.settings);
  const { event, reasons } = await walk(begun, house, ({ name }) => name === "read");
  const [problem] = reasons;
  if (!event) return { code: problem?.code ?? "input_unreadable", sentence: problem?.sentence ?? "it cannot be read" };
  await admit(input, {}, house);
  return { event: event.id };
}

/** A reader that fails has read nothing. */
function tried(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
