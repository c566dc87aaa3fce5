import { type PublicJwk, readLog, trustedKeys, verifyCheckpoint } from "../provenance/index.ts";
import type { Store } from "../stores/index.ts";
import { UsageError } from "./command.ts";

/**
 * What another house signs about a log is believed by nobody, and what it appends to one cannot be taken back.
 *
 * @param name the house's, as its log bears it.
 * @param key the public key that signs its log.
 */
export async function expectOwnLog(store: Store, name: string, key: PublicJwk): Promise<void> {
  const log = await readLog(store);
  const { checkpoint } = (await log?.head()) ?? {};
  if (!log || checkpoint === undefined) return;
  if (log.origin !== name)
    throw new UsageError(`these are the keys of \`${name}\`, and the store is that of \`${log.origin}\``);
  if (!(await isSignedBy(key, name, checkpoint)))
    throw new UsageError(`the log of \`${name}\` in the store was signed by another key than the one that is here`);
}

async function isSignedBy(key: PublicJwk, name: string, checkpoint: string): Promise<boolean> {
  const entry = { key, principal: name, roles: ["log"], sources: [name], validFrom: "1970-01-01T00:00:00Z" } as const;
  const { checks } = await verifyCheckpoint(checkpoint, { trustedKeys: trustedKeys([entry]), at: new Date() });
  return checks.some(({ code, status }) => code === "checkpoint_signed" && status === "proven");
}
