import { type Decimal, isDecimal, parseDecimal } from "../../foundation/index.ts";

/** How a field writes numbers. */
export type NumberStyle = "plain" | "loose" | "grouped" | "comma";

interface Style {
  readonly pattern: RegExp;
  /** The same number as `-1234.50`. */
  readonly toPlain: (text: string) => string;
}

const signed = (text: string): string => {
  const digits = text.replace(/[-+]/g, "").replace(/^\./, "0.");
  return text.includes("-") ? `-${digits}` : digits;
};

/** To add a style, write a row. Where two fit equally many values, the first counts. */
const styles: Readonly<Record<NumberStyle, Style>> = {
  plain: { pattern: /^-?(?:0|[1-9]\d{0,29})(?:\.\d{1,30})?$/, toPlain: (text) => text },
  loose: { pattern: /^[-+]?(?:(?:0|[1-9]\d{0,29})(?:\.\d{1,30})?|\.\d{1,30})-?$/, toPlain: signed },
  grouped: {
    pattern: /^[-+]?(?:\d{1,3}(?:,\d{3}){1,9}|0|[1-9]\d{0,29})(?:\.\d{1,30})?-?$/,
    toPlain: (text) => signed(text.replaceAll(",", "")),
  },
  comma: {
    pattern: /^[-+]?(?:\d{1,3}(?:\.\d{3}){1,9}|0|[1-9]\d{0,29})(?:,\d{1,30})?-?$/,
    toPlain: (text) => signed(text.replaceAll(".", "").replace(",", ".")),
  },
};

export const numberStyles: readonly NumberStyle[] = Object.keys(styles) as readonly NumberStyle[];

const LONGEST = 64;

/** The styles in which a text is a number. Digits behind a leading zero are a code, and no number. */
export const stylesOf = (text: string): readonly NumberStyle[] =>
  text.length <= LONGEST && /^[-+.\d][^\p{L}]*$/u.test(text)
    ? numberStyles.filter((style) => styles[style].pattern.test(text))
    : none;

const none: readonly NumberStyle[] = [];

export const isInNumberStyle = (text: string, style: NumberStyle): boolean =>
  text.length <= LONGEST && styles[style].pattern.test(text);

/** The exact number that a text says in a style. */
export function readNumber(text: string, style: NumberStyle): Decimal | undefined {
  if (!isInNumberStyle(text, style)) return undefined;
  const plain = styles[style].toPlain(text);
  return isDecimal(plain) ? parseDecimal(plain) : undefined;
}
