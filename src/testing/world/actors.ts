import {
  type AlgorithmName,
  generateKey,
  localSigner,
  type PrivateJwk,
  type PublicJwk,
  type Role,
  type Signer,
  type TrustedKeyEntry,
} from "../../provenance/index.ts";

/** Somebody with a key in the world. Keys are new for each world: only what happens in it comes from the seed. */
export interface Actor {
  readonly principal: string;
  readonly signer: Signer;
  readonly publicKey: PublicJwk;
  /** Here for all to see: the world is made up. */
  readonly privateKey: PrivateJwk;
  readonly entry: TrustedKeyEntry;
}

async function actor(
  principal: string,
  role: Role,
  sources: readonly string[],
  validFrom: string,
  algorithm: AlgorithmName = "Ed25519",
): Promise<Actor> {
  const { privateKey, publicKey } = await generateKey(algorithm);
  return {
    principal,
    signer: localSigner(privateKey),
    publicKey,
    privateKey,
    entry: { key: publicKey, principal, roles: [role], sources, validFrom },
  };
}

/** Everybody in a distributor's world, with a stranger whom nobody trusts. */
export interface Actors {
  readonly house: Actor;
  readonly log: Actor;
  readonly erp: Actor;
  readonly carriers: readonly [dhl: Actor, maersk: Actor];
  readonly suppliers: readonly [Actor, ...Actor[]];
  readonly approvers: readonly [Actor, Actor];
  readonly stranger: Actor;
}

/** Who speaks for the owners that the contracts name. */
export const speakersOf = ([first, second]: Actors["approvers"]): Readonly<Record<string, Actor>> => ({
  transport: first,
  quality: first,
  logistics: second,
  purchasing: second,
});

export async function createActors(name: string, validFrom: string): Promise<Actors> {
  const supplier = (id: string): Promise<Actor> => actor(id, "source", [`supplier/${id}`], validFrom);
  return {
    house: await actor(name, "receiver", [], validFrom),
    log: await actor(`${name} log`, "log", [name], validFrom),
    erp: await actor("erp", "source", ["erp/*"], validFrom, "ES256"),
    carriers: [
      await actor("dhl", "source", ["carrier/dhl"], validFrom),
      await actor("maersk", "source", ["carrier/maersk"], validFrom),
    ],
    suppliers: [await supplier("SUP-100"), await supplier("SUP-101"), await supplier("SUP-102")],
    approvers: [await actor("b.berg", "approver", [], validFrom), await actor("c.chen", "approver", [], validFrom)],
    stranger: await actor("stranger", "source", ["**"], validFrom),
  };
}
