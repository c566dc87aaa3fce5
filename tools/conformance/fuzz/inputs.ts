import { type JsonValue, type SeededRandom, utf8 } from "../../../src/foundation/index.ts";
import { altered, placesIn } from "../evidence/places.ts";

/** An input, and in words how it was made. */
export interface Input {
  readonly how: string;
  readonly bytes: Uint8Array;
}

type Maker = (seed: Uint8Array, random: SeededRandom) => Uint8Array;

const any = (random: SeededRandom, bytes: Uint8Array): number => random.integer(0, Math.max(bytes.length - 1, 0));

function pieces(seed: Uint8Array, random: SeededRandom): [Uint8Array, Uint8Array, Uint8Array] {
  const [one, other] = [any(random, seed), any(random, seed)];
  const [from, to] = [Math.min(one, other), Math.max(one, other)];
  return [seed.slice(0, from), seed.slice(from, to), seed.slice(to)];
}

const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** Ways to make an input out of a golden file. To add one, add a row. */
const makers: Readonly<Record<string, Maker>> = {
  "random bytes": (_, random) => random.bytes(random.integer(0, 2_000)),
  "flipped bits": (seed, random) => {
    const bytes = seed.slice();
    for (let flips = random.integer(1, 8); flips > 0; flips--) {
      const place = any(random, bytes);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << random.integer(0, 7));
    }
    return bytes;
  },
  "a piece gone": (seed, random) => {
    const [before, , after] = pieces(seed, random);
    return join(before, after);
  },
  "a piece twice": (seed, random) => {
    const [before, piece, after] = pieces(seed, random);
    return join(before, piece, piece, after);
  },
  "a piece of chance": (seed, random) => {
    const [before, , after] = pieces(seed, random);
    return join(before, random.bytes(random.integer(1, 64)), after);
  },
  "cut off": (seed, random) => seed.slice(0, any(random, seed)),
  "a hostile value": hostileValue,
  "two hostile values": (seed, random) => hostileValue(hostileValue(seed, random), random),
};

/** Values that readers trip over. */
const hostile: readonly JsonValue[] = [
  null,
  true,
  "",
  0,
  -1,
  -0,
  2 ** 53,
  1e308,
  5e-324,
  [],
  {},
  [[[[[]]]]],
  "\ud800",
  "__proto__",
  "A".repeat(5_000),
  "/".repeat(500),
  "~",
  "*".repeat(200),
  "9999-12-31T23:59:60Z",
  "-271821-04-20T00:00:00.000Z",
  "2026-02-30T00:00:00Z",
  { toString: null },
  { constructor: { prototype: 1 } },
  JSON.parse('{"__proto__":{"x":1}}') as JsonValue,
  Array.from({ length: 200 }, () => ({ pointer: "/a", salt: "AAAAAAAAAAAAAAAAAAAAAA" })),
  Array.from({ length: 70 }, () => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
];

/** A golden document with one of them in some place; of a text that is none, the text with it behind. */
function hostileValue(seed: Uint8Array, random: SeededRandom): Uint8Array {
  const value = random.pick(hostile as [JsonValue, ...JsonValue[]]);
  try {
    const document = JSON.parse(Buffer.from(seed).toString()) as JsonValue;
    const places = [...placesIn(document)];
    const { path } = random.pick(places as [(typeof places)[0], ...typeof places]);
    return utf8(`${JSON.stringify(altered(document, path, value))}\n`);
  } catch {
    return join(seed, utf8(JSON.stringify(value)));
  }
}

export function makeInput(seed: Uint8Array, random: SeededRandom): Input {
  const [how, make] = random.pick(Object.entries(makers) as [[string, Maker], ...[string, Maker][]]);
  return { how, bytes: make(seed, random) };
}
