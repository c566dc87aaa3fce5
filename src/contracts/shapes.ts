import { isDecimal, type Packs, parsePointer, parseUnit } from "../foundation/index.ts";
import { matching, type Shape, satisfying } from "../foundation/shape.ts";

/** A shape with one more condition. */
export const where =
  <Value>(shape: Shape<Value>, is: (value: Value) => boolean, expected: string): Shape<Value> =>
  (value, path) => {
    const read = shape(value, path);
    return is(read) ? read : refuse(expected)(read, path);
  };

const refuse = (expected: string): Shape<never> => satisfying<never>(expected, () => false);

export const shortText: Shape<string> = matching(/^[^\p{Cc}]{1,200}$/u, "a text of 1 to 200 characters");

export const isPointer = (text: string): boolean => text.length <= 1_000 && succeeds(() => parsePointer(text));
export const pointerShape: Shape<string> = satisfying("a JSON pointer such as `/orderId`", isPointer);

export const decimalShape: Shape<string> = satisfying("a decimal as text, such as `0.01`", isDecimal);

export const isUnit = (code: string, packs: Packs): boolean => succeeds(() => parseUnit(code, packs));

function succeeds(call: () => unknown): boolean {
  try {
    call();
    return true;
  } catch {
    return false;
  }
}
