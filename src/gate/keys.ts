import {
  formatTrustedKeys,
  generateKey,
  localSigner,
  type TrustedKeyEntry,
  type TrustedKeys,
  trustedKeys,
} from "../provenance/index.ts";
import type { HouseKeys, KeyHolder } from "./settings.ts";

/** Keys for a house that was given none. They die with the process: evidence is good for as long as its public keys were handed on. */
export async function temporaryKeys(): Promise<HouseKeys> {
  return { house: await newKey(), log: await newKey(), trusted: trustedKeys([]) };
}

async function newKey(): Promise<KeyHolder> {
  const { privateKey, publicKey } = await generateKey("Ed25519");
  return { signer: localSigner(privateKey), publicKey };
}

/** Whom an auditor of this house must believe: its sources and approvers, and the house itself. */
export function keysForAuditors({ house, log, trusted }: HouseKeys, name: string): TrustedKeys {
  const known = formatTrustedKeys(trusted).keys;
  // A house whose own keys are not listed made them itself: they were never anybody else's.
  const validFrom = "1970-01-01T00:00:00.000Z";
  const own: readonly TrustedKeyEntry[] = [
    { key: house.publicKey, principal: name, roles: ["receiver"], validFrom },
    { key: log.publicKey, principal: `${name} log`, roles: ["log"], sources: [name], validFrom },
  ];
  const listed = new Set(known.map(({ keyId }) => keyId));
  const missing = trustedKeys(own).keys.flatMap(({ keyId }, at) =>
    listed.has(keyId) ? [] : [own[at] as TrustedKeyEntry],
  );
  return trustedKeys([...known, ...missing], trusted);
}
