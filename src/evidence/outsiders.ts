import { type Contract, classifiedPointers, spellsClassified } from "../contracts/index.ts";
import type { Envelope, JsonValue } from "../foundation/index.ts";
import { approvalPredicate, coveringLeaf, redact, statementOf } from "../provenance/index.ts";
import type { EventRecord, Ledger } from "./ledger.ts";
import { contractDigestOf } from "./rules.ts";

/** Keeps back what outsiders may not see of an event's data, by the contract that it was held against. */
export interface Curtain {
  /** What is classified, or not known to the contract, is kept back: the smallest leaf that it lies in. Without a contract that is everything. */
  hide(record: EventRecord): Promise<Envelope | undefined>;
}

/** Contracts are read once for each version: memory grows with their number. */
export function createCurtain(ledger: Ledger): Curtain {
  const known = new Map<string, (data: JsonValue) => readonly string[]>();
  const everything = (): readonly string[] => [""];
  const pointersBy = async (digest: string | undefined): Promise<(data: JsonValue) => readonly string[]> => {
    if (digest === undefined) return everything;
    const before = known.get(digest);
    if (before) return before;
    const contract = await ledger.rules("contract", digest);
    const pointers = contract === undefined ? everything : classifiedPointers(contract as unknown as Contract);
    known.set(digest, pointers);
    return pointers;
  };
  return {
    async hide(record) {
      const { envelope } = record;
      const data = envelope?.event?.data as JsonValue | undefined;
      if (!envelope || data === undefined) return envelope;
      const hidden = (await pointersBy(contractDigestOf(record)))(data);
      return redact(envelope, leavesOver(envelope, hidden));
    },
  };
}

/** The leaves that hold something hidden: those that it lies in, and those that lie in it. */
function leavesOver({ disclosures }: Envelope, hidden: readonly string[]): readonly string[] {
  const leaves = (disclosures?.leaves ?? []).map(({ pointer }) => pointer);
  const [known, secret] = [new Set(leaves), new Set(hidden)];
  const covering = hidden.flatMap((pointer) => coveringLeaf(known, pointer) ?? []);
  const within = leaves.filter((leaf) => coveringLeaf(secret, leaf) !== undefined);
  return [...new Set([...covering, ...within])];
}

/** An approval whose reason is free text tells outsiders what somebody in the house wrote: its digest is all they get. */
export const tellsReason = (approval: Envelope): boolean => {
  const { predicateType, predicate } = statementOf(approval);
  return predicateType.startsWith(`${approvalPredicate.name}:`) && predicate.reason !== undefined;
};

/** A contract is known by an unsalted digest: where one value of it may not be seen, the whole of it must not. */
export const mayBeSeen = (contract: JsonValue): boolean => !spellsClassified(contract as unknown as Contract);
