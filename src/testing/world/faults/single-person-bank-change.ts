import type { SeededRandom } from "../../../foundation/index.ts";
import { BANK } from "../feeds/accounts.ts";
import { cleanDrafts, type Draft, dataOf, type Scene, sayInstead, victims } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "single_person_bank_change";

export const singlePersonBankChange: Fault = {
  kind,
  about: "one person changed a bank account",
  knownBy: "policy",
  plant(scene, random) {
    for (const one of victims(kind, cleanDrafts(scene, BANK), { share: 0.3, random })) {
      random.pick(ways)(scene, one, random);
      // Nobody let it through, so the ERP's table stays as it was.
      const supplier = String(dataOf(one).supplier);
      scene.accounts.set(supplier, scene.opening.get(supplier) as string);
    }
  },
  caught: saidOf(kind, "bank accounts need two other people"),
};

type Way = (scene: Scene, one: Draft, random: SeededRandom) => void;

/** The second approval never comes. */
const withOneApproval: Way = ({ approvals }, one, random) => {
  const mine = approvals.flatMap(({ of }, at) => (of === one ? [at] : []));
  approvals.splice(mine[random.integer(0, mine.length - 1)] as number, 1);
};

/** One of the two who approve is the one who asked: that makes one other person, not two. */
const approvedByRequester: Way = ({ approvals }, one, random) => {
  const mine = approvals.filter(({ of }) => of === one);
  sayInstead(one, { ...dataOf(one), changedBy: mine[random.integer(0, mine.length - 1)]?.by.principal ?? "" });
};

const ways: readonly [Way, Way] = [withOneApproval, approvedByRequester];
