import { type Contract, parseContract } from "../../contracts/index.ts";
import type { Ledger } from "../../evidence/index.ts";
import type { Capsule } from "../../quarantine/index.ts";

/** The contract that an event was held against, as the ledger has it. */
export async function contractOf({ contract }: Capsule, ledger: Ledger): Promise<Contract | undefined> {
  const document = contract && (await ledger.rules("contract", contract.digest));
  return document ? parseContract(document) : undefined;
}
