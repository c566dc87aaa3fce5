/** A value as far as its distribution cares: a number, or what stands there instead of one. */
export type Sample = number | string;

/** How values are told apart: numbers by where they lie between those seen first, others by what they are. */
export type Scheme =
  | { readonly kind: "numbers"; readonly edges: readonly number[] }
  | { readonly kind: "names"; readonly names: readonly string[] };

/** Parts of about the same share that numbers are divided into. */
const PARTS = 10;
/** Names that are told apart: what has more of them is no category, but an identifier or prose. */
export const MOST_NAMES = 32;

/** How the first values are told apart; `undefined` where it would be no use. */
export function schemeOf(first: readonly Sample[]): Scheme | undefined {
  const numbers = first.filter((sample) => typeof sample === "number");
  if (2 * numbers.length > first.length) return numbersBetween(numbers);
  const names = [...new Set(first.map(String))].sort();
  return names.length <= MOST_NAMES ? { kind: "names", names } : undefined;
}

function numbersBetween(numbers: readonly number[]): Scheme {
  const sorted = numbers.toSorted((a, b) => a - b);
  const cuts = Array.from({ length: PARTS - 1 }, (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / PARTS)]);
  return { kind: "numbers", edges: [...new Set(cuts as number[])] };
}

/** How many symbols there are: one more for what is no number, or none of the names. */
export const symbolsIn = (scheme: Scheme): number =>
  scheme.kind === "numbers" ? scheme.edges.length + 2 : scheme.names.length + 1;

/** Which of the symbols a value is. */
export function symbolOf(scheme: Scheme, sample: Sample): number {
  if (scheme.kind === "names") {
    const at = scheme.names.indexOf(String(sample));
    return at < 0 ? scheme.names.length : at;
  }
  if (typeof sample !== "number") return scheme.edges.length + 1;
  let part = 0;
  while (part < scheme.edges.length && sample >= (scheme.edges[part] as number)) part += 1;
  return part;
}

/** What a symbol is called. */
export function nameOf(scheme: Scheme, symbol: number): string {
  if (scheme.kind === "names") return scheme.names[symbol] ?? "any other";
  const { edges } = scheme;
  if (symbol === edges.length + 1) return "no number";
  const [from, to] = [edges[symbol - 1], edges[symbol]];
  if (from === undefined) return `below ${to}`;
  return to === undefined ? `from ${from}` : `from ${from} to ${to}`;
}
