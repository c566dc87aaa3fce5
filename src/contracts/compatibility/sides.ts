import type { JsonObject } from "../../foundation/index.ts";
import type { Contract } from "../contract.ts";
import type { Question } from "../counterexample/search.ts";
import { compiledSide, createSide, type Side } from "../counterexample/side.ts";
import type { CompatibilityDirection } from "../diff/difference.ts";
import { createDialectCheck } from "../schema/compile.ts";
import type { CompiledContract } from "../validate.ts";
import type { CompatibilityRules } from "./report.ts";
import { tolerantSchema } from "./tolerant.ts";

/** A contract, or one that is compiled already: compiling takes longer than most checks. */
export type ContractOrCompiled = Contract | CompiledContract;

export const isCompiled = (one: ContractOrCompiled): one is CompiledContract => "validate" in one;
export const contractOf = (one: ContractOrCompiled): Contract => (isCompiled(one) ? one.contract : one);

/** The sides of one check: each contract is read and compiled once, however often it is compared. */
export interface Sides {
  /** The contract as it stands, as writers and strict readers have it. */
  plain(contract: ContractOrCompiled): Side;
  /** A reader that is none of the contracts: what a consumer relies on. Strict compiling would want more said. */
  reader(contract: Contract): Side;
  question(direction: CompatibilityDirection, before: ContractOrCompiled, after: ContractOrCompiled): Question;
}

export function createSides(rules: CompatibilityRules, isStrict: boolean): Sides {
  const checkDialect = createDialectCheck();
  const known = { plain: new Map<ContractOrCompiled, Side>(), tolerant: new Map<ContractOrCompiled, Side>() };
  const remember = (kind: "plain" | "tolerant", contract: ContractOrCompiled, create: () => Side): Side => {
    const side = known[kind].get(contract) ?? create();
    known[kind].set(contract, side);
    return side;
  };
  const reader = (contract: Contract): Side => createSide(contract, { isStrict: false, checkDialect });
  const plain = (contract: ContractOrCompiled): Side =>
    remember("plain", contract, () =>
      isCompiled(contract) ? compiledSide(contract) : createSide(contract, { isStrict, checkDialect }),
    );
  const tolerant = (contract: ContractOrCompiled): Side =>
    remember("tolerant", contract, () => {
      const own = contractOf(contract);
      return reader({ ...own, schema: tolerantSchema(own.schema) as JsonObject });
    });
  return {
    plain,
    reader,
    question(direction, before, after) {
      const [written, read] = direction === "backward" ? [before, after] : [after, before];
      const isTidy = rules === "lenient";
      return { writer: plain(written), reader: isTidy ? tolerant(read) : plain(read), isTidy };
    },
  };
}
