import type { JsonValue } from "../../../../src/foundation/index.ts";
import { answersInOrder, askBoth, type Outcomes } from "../../evidence/both.ts";
import { placesOf, unexpected } from "../../evidence/families.ts";
import type { Mutant } from "../../evidence/mutant.ts";
import { flippedBytes, structuralMutants } from "../../evidence/mutations/index.ts";
import { inWords, keysOf, outcomeOf } from "../../evidence/outcome.ts";
import { type Scene, scenes } from "../../evidence/scenes.ts";
import { type Case, failed, type Note, noted, passed, type RunOptions, type Suite } from "../../suite.ts";

/**
 * Evidence with one thing altered at a time: whatever it is, the verdict is no longer `proven`, it is
 * found by the checks that look there, and where a structure was altered the second verifier says the same.
 */
const suite: Suite = {
  name: "mutations",
  room: "evidence",
  async *run(_, options): AsyncIterable<Case | Note> {
    const all = await scenes();
    const smallest = Math.min(...all.map(({ bytes }) => bytes.length));
    for (const scene of all) yield* matrix(scene, strideOf(scene, smallest, options), options);
  },
};
export default suite;

/** So many flips, or altered structures, are enough of one scene, unless all are asked for. */
const ENOUGH = { flips: 100, structures: 300 };

/** Every byte of the smallest evidence is flipped, and every so many of the others, so that all of it takes a minute. */
const strideOf = ({ bytes }: Scene, smallest: number, { full }: RunOptions): number =>
  full || bytes.length === smallest ? 1 : Math.ceil(bytes.length / ENOUGH.flips);

/** Every so many of what is more than enough, and how many there are. */
function thinned(mutants: readonly Mutant[], { full }: RunOptions): readonly Mutant[] {
  const stride = full ? 1 : Math.ceil(mutants.length / ENOUGH.structures);
  return mutants.filter((_, at) => at % stride === 0);
}

async function* matrix(scene: Scene, stride: number, options: RunOptions): AsyncIterable<Case | Note> {
  const bundle = JSON.parse(new TextDecoder().decode(scene.bytes)) as JsonValue;
  const keys = keysOf(scene);
  const { failing: before } = await outcomeOf(scene.bytes, keys);
  const structures = [...structuralMutants(bundle)];
  const chosen = thinned(structures, options);
  const flipped = flippedBytes(scene.bytes, stride);
  const kinds: readonly [name: string, outcomes: AsyncIterable<readonly [Mutant, Outcomes]>][] = [
    [
      chosen.length === structures.length ? "altered structures" : `altered structures, of ${structures.length}`,
      askBoth(scene, chosen),
    ],
    [
      stride === 1 ? "flipped bytes" : `flipped bytes, every ${stride}th`,
      answersInOrder(flipped, async ({ bytes }) => ({ ours: await outcomeOf(bytes, keys) }), 8),
    ],
  ];
  for (const [name, outcomes] of kinds) {
    const count = { all: 0, killed: 0 };
    for await (const [mutant, answers] of outcomes) {
      count.all += 1;
      const problem = problemOf(answers, placesOf(bundle, mutant.bytes), before);
      if (problem === undefined) count.killed += 1;
      yield problem === undefined
        ? passed(`${scene.name}: ${mutant.id}`)
        : failed(`${scene.name}: ${mutant.id}`, problem);
    }
    yield noted(`${scene.name}: ${count.killed} of ${count.all} ${name} found (${percent(count)})`);
  }
}

const percent = ({ all, killed }: { all: number; killed: number }): string => `${((killed / all) * 100).toFixed(2)} %`;

function problemOf(
  { ours, second }: Outcomes,
  places: readonly string[],
  before: readonly string[],
): string | undefined {
  const problem = unexpected(ours, places, before);
  if (problem !== undefined) return `${problem}: ${inWords(ours)}`;
  if (second && inWords(second) !== inWords(ours))
    return `${inWords(ours)}, but the second verifier says ${inWords(second)}`;
  return undefined;
}
