import { askBoth } from "../../evidence/both.ts";
import { sampledBytes } from "../../evidence/mutations/index.ts";
import { inWords } from "../../evidence/outcome.ts";
import { type Scene, scenes } from "../../evidence/scenes.ts";
import { whyNoSecondVerifier } from "../../evidence/second-verifier.ts";
import { type Case, compared, deviating, failed, type Note, noted, type RunOptions, type Suite } from "../../suite.ts";

const SEED = 2026;
/** Over all scenes together. */
const FLIPS = 2_000;

/**
 * Both verifiers over the same files, as they are and with one bit flipped: same verdict, same checks not proven. Altered
 * structures are compared in `evidence/mutations`.
 */
const suite: Suite = {
  name: "second-verifier",
  room: "evidence",
  async *run(_, { full }: RunOptions): AsyncIterable<Case | Note> {
    const why = whyNoSecondVerifier();
    if (why !== undefined) return yield process.env.CI === "true" ? failed("tools", why) : deviating("tools", why);
    const all = await scenes();
    const asked = all.flatMap(withQuorums).filter((_, at) => full || at % 2 === 0);
    for (const scene of asked) yield* comparison(scene, 0);
    for (const scene of all) yield* comparison(scene, Math.ceil(FLIPS / all.length));
    yield noted(`seed ${SEED}`);
  },
};
export default suite;

const quorums = [
  { statements: ["urn:countersign:predicate:approval"], roles: ["approver"], threshold: 1 },
  { statements: ["urn:countersign:predicate:approval"], roles: ["approver", "receiver"], threshold: 2 },
  { statements: ["urn:countersign:predicate:event"], roles: ["source", "log"], threshold: 2, sources: ["erp/*"] },
  { statements: ["urn:countersign:predicate:manifest"], roles: ["receiver", "log"], threshold: 2, principals: 2 },
  { statements: ["urn:countersign:predicate:admission"], roles: ["approver"], threshold: 1 },
];

/** The same evidence, with keys that ask for more signatures than one: some are met, and some are not. By default every other one is asked. */
const withQuorums = (scene: Scene): readonly Scene[] =>
  quorums.map((quorum, at) => ({
    ...scene,
    name: `${scene.name}, quorum ${at + 1}`,
    keys: JSON.stringify({ ...JSON.parse(scene.keys), formatVersion: 2, quorums: [quorum] }),
  }));

async function* comparison(scene: Scene, flips: number): AsyncIterable<Case> {
  const mutants = [{ id: "as it is", bytes: scene.bytes }, ...sampledBytes(scene.bytes, flips, SEED)];
  for await (const [{ id }, { ours, second }] of askBoth(scene, mutants))
    yield compared(`${scene.name}: ${id}`, second && inWords(second), inWords(ours));
}
