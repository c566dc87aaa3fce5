import { type Resolution, resolutions } from "./exception.ts";

/** Who does something with an exception, and why. */
export interface ExceptionOrder {
  /** Who: the principal as the identity provider knows it. 1 to 200 characters. */
  readonly by: string;
  /** 1 to 2,000 characters. */
  readonly reason: string;
  /** How many moves the person has seen: with more of them by now, the order is not carried out. */
  readonly seenMoves?: number;
}

/** To whom. */
export interface AssignOrder extends ExceptionOrder {
  readonly to: string;
}

/** Until when; later than now. */
export interface SnoozeOrder extends ExceptionOrder {
  readonly until: Date;
}

/** How it ended. */
export interface ResolveOrder extends ExceptionOrder {
  readonly how: Exclude<Resolution, "passed">;
}

const MAX_NAME = 200;
const MAX_REASON = 2_000;

const isTextUpTo = (value: unknown, limit: number): boolean =>
  typeof value === "string" && value.length >= 1 && value.length <= limit && value.isWellFormed();

/** @throws {TypeError} */
export function refuseOrder({ by, reason }: ExceptionOrder): void {
  if (!isTextUpTo(by, MAX_NAME)) throw new TypeError(`\`by\` must be a text of 1 to ${MAX_NAME} characters`);
  if (!isTextUpTo(reason, MAX_REASON))
    throw new TypeError(`\`reason\` must be a text of 1 to ${MAX_REASON} characters`);
}

/** @throws {TypeError} */
export function refuseOwner(to: string): void {
  if (!isTextUpTo(to, MAX_NAME)) throw new TypeError(`\`to\` must be a text of 1 to ${MAX_NAME} characters`);
}

/** @throws {TypeError} */
export function refusePast(until: Date, now: Date): void {
  if (!(until.getTime() > now.getTime())) throw new TypeError("`until` must be a date later than now");
}

/** @throws {TypeError} */
export function refuseHow(how: string): void {
  if (!(resolutions as readonly string[]).includes(how))
    throw new TypeError(`\`how\` must be one of ${resolutions.join(", ")}`);
}
