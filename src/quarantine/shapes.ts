import {
  formatInstant,
  fromBase64url,
  isDecimal,
  parseDecimal,
  parseInstant,
  parsePointer,
} from "../foundation/index.ts";
import { type Shape, satisfying } from "../foundation/shape.ts";

export const shortText: Shape<string> = satisfying(
  "a text of 1 to 1,000 characters",
  ({ length }) => length >= 1 && length <= 1_000,
);
export const instantText: Shape<string> = satisfying("a time in UTC with milliseconds", isInstant);
export const random16: Shape<string> = satisfying("16 bytes in base64url", isRandom16);
export const pointer: Shape<string> = satisfying("a JSON pointer such as `/etaMinutes`", isPointer);
/** A decimal that something can be divided by. */
export const factor: Shape<string> = satisfying("a decimal above zero, as text", isFactor);

/** An object where there is one, `null` where there is none. */
export const orNull =
  <Value>(shape: Shape<Value>): Shape<Value | null> =>
  (value, path) =>
    value === null ? null : shape(value, path);

/** Whether a text is 16 bytes in base64url, in the one spelling that they have. */
export function isRandom16(value: string): boolean {
  try {
    return value.length === 22 && fromBase64url(value).length === 16;
  } catch {
    return false;
  }
}

export function isInstant(value: string): boolean {
  const milliseconds = parseInstant(value);
  return milliseconds !== undefined && formatInstant(milliseconds) === value;
}

function isPointer(value: string): boolean {
  try {
    return value.length <= 1_000 && parsePointer(value).length >= 0;
  } catch {
    return false;
  }
}

function isFactor(value: string): boolean {
  return value.length <= 60 && isDecimal(value) && parseDecimal(value).units > 0n;
}
