/** Above this share of numbers or times, with few kinds of words between them, the words stand for "no value". */
export const LEAST_SHARE = 0.3;
export const MOST_WORD_SHAPES = 20;

/** Texts that differ in their numbers alone have one shape. */
export const wordShapeOf = (text: string): string => {
  if (text.length > 200) return "(long text)";
  return /\p{L}/u.test(text) ? text.replace(/\d+/g, "#") : text;
};

/** Whether a text, or its shape, can stand for "no value". Two letters are rather a size or a code. */
export const isWord = (shape: string): boolean => /\p{L}{3}/u.test(shape) || isKnownWord(shape);

/** Words that stand for "no value" wherever they come. */
const knownWords =
  /^(?:n\/?a|#n\/a|null|nil|none|unknown|undefined|not (?:available|applicable|captured|known)|tbd|-+|\?+|0{8}|99991231|9999-12-31.*)$/i;

export const isKnownWord = (text: string): boolean => knownWords.test(text);
