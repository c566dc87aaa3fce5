import { compileContract, parseContract } from "../../contracts/index.ts";
import { createLedger } from "../../evidence/index.ts";
import { type Capsule, createJudge, createShelf, dryRun, proposeRepairs } from "../../quarantine/index.ts";
import type { Store } from "../../stores/index.ts";

const PREFIX = "capsule:";

interface Member {
  readonly ref: string;
}

/**
 * What might repair an exception, in a sentence, where its findings name it: by the contract alone, because only the gate
 * knows how the source's data has looked. The plan says it exactly.
 */
export async function repairHint(id: string, members: readonly Member[], corner: Store): Promise<string | undefined> {
  const capsules = await capsulesOf(members, corner);
  const digest = capsules[0]?.contract?.digest;
  const document = digest === undefined ? undefined : await createLedger(corner).rules("contract", digest);
  if (!document) return undefined;
  const compiled = compileContract(parseContract(document));
  const judge = createJudge(compiled, null);
  const ways = proposeRepairs(capsules, compiled, { judge, at: new Date() });
  const best = ways.find(({ plan }) => plan.operations.length > 0);
  if (!best) return undefined;
  const { selected, passes } = await dryRun(best.plan, each(capsules), { judgeFor: () => judge });
  return `${best.sentence} would repair ${passes} of ${selected}: see \`countersign quarantine plan ${id}\``;
}

async function capsulesOf(members: readonly Member[], corner: Store): Promise<readonly Capsule[]> {
  const shelf = createShelf(corner);
  const found: Capsule[] = [];
  for (const { ref } of members) {
    const shown = ref.startsWith(PREFIX) ? await shelf.show(ref.slice(PREFIX.length)) : undefined;
    if (shown?.capsule && shown.state === "held") found.push(shown.capsule);
  }
  return found;
}

async function* each(capsules: readonly Capsule[]): AsyncGenerator<Capsule> {
  yield* capsules;
}
