import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson, seededRandom } from "../../../../src/foundation/index.ts";
import { parseTrustedKeys } from "../../../../src/provenance/index.ts";
import { makeInput } from "../../fuzz/inputs.ts";
import { largeInputs } from "../../fuzz/large.ts";
import { type Target, targets } from "../../fuzz/targets.ts";
import { problemOf } from "../../fuzz/trial.ts";
import { type Case, failed, type Note, noted, passed, type RunOptions, type Suite } from "../../suite.ts";

/**
 * Whatever reads what strangers wrote, with input that nobody meant well: no crash, no error without a code of ours, no
 * call beyond three seconds for each million bytes.
 */
const suite: Suite = {
  name: "fuzz",
  room: "evidence",
  async *run(_, options): AsyncIterable<Case | Note> {
    const keys = parseTrustedKeys(parseJson(golden("trusted-keys.json")));
    const seed = seedOf();
    for (const target of targets(keys)) yield* ofTarget(target, seed, options);
    yield noted(`seed ${seed}; COUNTERSIGN_FUZZ_SEED sets another one`);
  },
};
export default suite;

const ROUNDS = { full: 20_000, usual: 300 };

const golden = (file: string): Uint8Array => new Uint8Array(readFileSync(join(process.cwd(), "test/golden", file)));

function seedOf(): number {
  const seed = Number(process.env.COUNTERSIGN_FUZZ_SEED ?? 2026);
  if (!Number.isSafeInteger(seed)) throw new Error("COUNTERSIGN_FUZZ_SEED is a whole number");
  return seed;
}

async function* ofTarget(target: Target, seed: number, { full }: RunOptions): AsyncIterable<Case> {
  const random = seededRandom(seed);
  const seeds = target.seeds.map(golden) as [Uint8Array, ...Uint8Array[]];
  for (let round = 0; round < (full ? ROUNDS.full : ROUNDS.usual); round++) {
    const input = makeInput(random.pick(seeds), random);
    yield judge(`${target.name}: input ${round}, ${input.how}`, await problemOf(target, input));
  }
  for (const input of largeInputs()) yield judge(`${target.name}: ${input.how}`, await problemOf(target, input));
}

const judge = (id: string, problem: string | undefined): Case =>
  problem === undefined ? passed(id) : failed(id, problem);
