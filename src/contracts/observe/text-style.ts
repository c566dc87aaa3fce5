import { isInNumberStyle, numberStyles } from "../infer/number-style.ts";
import { readTime, timeStyles } from "../infer/time-style.ts";

export type StyleKind = "number" | "time" | "code";

/** A way in which a text can be written that is no accident when many keep to it. */
export interface TextStyle {
  readonly name: string;
  readonly kind: StyleKind;
  /** Whether what is in the style can be seen from where digits and letters stand: no day need be counted. */
  readonly isForm: boolean;
  readonly fits: (text: string) => boolean;
}

/** Day and month may have changed places, and eight digits be no day: only the values tell. */
const turnable: readonly string[] = ["M/d/yy", "d/M/yy", "d.M.yy", "yyyyMMdd"];

const uuid = /^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;

/** To add a style, write a row. Of one kind, the first counts where two fit equally many texts. */
export const textStyles: readonly TextStyle[] = [
  ...timeStyles.map(
    (name): TextStyle => ({
      name,
      kind: "time",
      isForm: !turnable.includes(name),
      fits: (text) => readTime(text, name) !== undefined,
    }),
  ),
  { name: "UUID", kind: "code", isForm: false, fits: (text) => text.length === 36 && uuid.test(text) },
  { name: "GTIN", kind: "code", isForm: false, fits: isGtin },
  ...numberStyles.map(
    (name): TextStyle => ({ name, kind: "number", isForm: true, fits: (text) => isInNumberStyle(text, name) }),
  ),
];

/** The styles that a text is in. */
export const stylesOf = (text: string): readonly TextStyle[] => textStyles.filter(({ fits }) => fits(text));

/** 8, 12, 13 or 14 digits, the last of which checks the others (GS1 General Specifications, 7.9). */
export function isGtin(text: string): boolean {
  const { length } = text;
  if (length !== 8 && (length < 12 || length > 14)) return false;
  let sum = 0;
  for (let at = 0; at < length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return false;
    sum += (length - at) % 2 === 0 ? 3 * digit : digit;
  }
  return sum % 10 === 0;
}
