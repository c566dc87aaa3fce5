import { type Contract, parseContract } from "../../contracts/index.ts";
import type { Ledger } from "../../evidence/index.ts";
import type { Capsule } from "../../quarantine/index.ts";

/** The contract that an event was held against, as the ledger has it. */
export const contractOf = async ({ contract }: Capsule, ledger: Ledger): Promise<Contract | undefined> =>
  contract ? contractWith(contract.digest, ledger) : undefined;

/** The one with a digest. */
export async function contractWith(digest: string, ledger: Ledger): Promise<Contract | undefined> {
  const document = await ledger.rules("contract", digest);
  return document ? parseContract(document) : undefined;
}
