import { NOTHING, type SampleItem, totalOf, toWeight } from "../../../../src/evidence/sample/draw.ts";
import { drawn } from "../../../../src/evidence/sample/plan.ts";
import {
  canonicalJson,
  type JsonValue,
  type SeededRandom,
  seededRandom,
  sha256Hex,
} from "../../../../src/foundation/index.ts";
import { askPython, whyNoSecondVerifier } from "../../evidence/second-verifier.ts";
import { type Case, compared, deviating, failed, type Note, noted, type RunOptions, type Suite } from "../../suite.ts";

const SEED = 2026;
const POPULATIONS = { full: 20_000, usual: 1_000 };

/** Audit samples of made-up populations, drawn by both programs: what weighs nothing known, the total, and what is drawn. */
const suite: Suite = {
  name: "second-draw",
  room: "evidence",
  *run(_, { full }: RunOptions): Iterable<Case | Note> {
    const why = whyNoSecondVerifier();
    if (why !== undefined) return yield process.env.CI === "true" ? failed("tools", why) : deviating("tools", why);
    const random = seededRandom(SEED);
    const made = Array.from({ length: full ? POPULATIONS.full : POPULATIONS.usual }, () => population(random));
    const answers = askPython(drawer, made.map((one) => canonicalJson(one as unknown as JsonValue)).join("\n"));
    for (const [at, one] of made.entries())
      yield compared(`${one.count} of ${one.values.length}, population ${at}`, answers[at], canonicalJson(draw(one)));
    yield noted(`seed ${SEED}`);
  },
};
export default suite;

const drawer = `
import sys
from verify_bundle.canonical_json import canonical
from verify_bundle.draw import NOTHING, draw_at_random, draw_by_value, total_text, weight_at
from verify_bundle.strict_json import parse
for line in sys.stdin:
    one = parse(line.encode())
    read = [weight_at(value, "") for value in one["values"]]
    weights = [weight or NOTHING for weight in read]
    names, seed, count = one["names"], one["seed"], one["count"]
    unweighed = [at for at, weight in enumerate(read) if weight is None]
    at_random, by_value = draw_at_random(names, seed, count), draw_by_value(names, weights, seed, count)
    print(canonical([unweighed, total_text(weights), at_random, by_value]))
`;

interface Population {
  readonly names: readonly string[];
  readonly values: readonly JsonValue[];
  readonly seed: string;
  readonly count: number;
}

function population(random: SeededRandom): Population {
  const values = Array.from({ length: random.integer(0, 40) }, () => random.pick(weights)(random));
  const names = values.map((_, at) => sha256Hex(`event ${at}`));
  return { names, values, seed: sha256Hex(`seed ${random.integer(0, 1e9)}`), count: random.integer(1, 12) };
}

/** How an amount can be written, and what is none. */
const weights: readonly [(random: SeededRandom) => JsonValue, ...((random: SeededRandom) => JsonValue)[]] = [
  (random) => random.integer(0, 1_000_000),
  (random) => random.integer(0, 100_000) / 1_000,
  (random) => random.integer(1, 9_999) * 1e-9,
  (random) => (random.integer(0, 5_000_000) / 100).toFixed(random.integer(0, 6)),
  (random) => `${random.integer(0, 99)}.${random.integer(0, 99)}e${random.integer(-12, 12)}`,
  (random) => `${random.integer(0, 9)}E+${random.integer(985, 1_005)}`,
  () => "0".repeat(20),
  (random) => random.pick(["-0", "-0.00", "-1", "", " 1", "1 ", "+1", ".5", "5.", "1e", "٣", "1\n", "0x10", "NaN"]),
  (random) => random.pick([null, true, false, {}, []] as [JsonValue, ...JsonValue[]]),
];

function draw({ names, values, seed, count }: Population): JsonValue {
  const read = values.map(toWeight);
  const items: readonly SampleItem[] = names.map((admission, at) => ({ admission, value: read[at] ?? NOTHING }));
  const plan = { type: "", from: "", to: "", count };
  const unweighed = read.flatMap((weight, at) => (weight ? [] : [at]));
  return [unweighed, totalOf(items), [...drawn(plan, seed, items)], [...drawn({ ...plan, byValue: "" }, seed, items)]];
}
