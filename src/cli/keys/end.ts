import { formatInstant } from "../../foundation/index.ts";
import { formatTrustedKeys, trustedKeys } from "../../provenance/index.ts";
import { type Arguments, beginOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { keyOf, recordChange, recordedIn, trustedIn, writeTrusted } from "./folder.ts";

const ends = {
  revoke: { action: "revoke", member: "revokedAt", said: "is not used any more from" },
  compromised: { action: "compromise", member: "compromisedFrom", said: "is in other hands from" },
} as const;

/** Ends a key: it is recorded first, so that nobody reads a file whose reason is nowhere. An end is never put off. */
export async function endKey(
  verb: keyof typeof ends,
  folder: string,
  args: Arguments,
  output: Output,
): Promise<ExitCode> {
  const { action, member, said } = ends[verb];
  const trusted = await trustedIn(folder);
  const { keyId, key, principal, ...known } = keyOf(args, trusted);
  const at = formatInstant(new Date());
  // A bare date is that day's beginning: nobody knows that a key was still in the right hands at noon.
  const asked = formatInstant(beginOf(args, "from") ?? new Date());
  const before = known[member] && formatInstant(known[member]);
  const from = before !== undefined && before < asked ? before : asked;
  const entry = await recordChange(folder, args, { key, event: { formatVersion: 1, at, action, from } });
  const entries = formatTrustedKeys(trusted).keys.map((one) =>
    one.keyId === keyId ? { ...one, [member]: from } : one,
  );
  await writeTrusted(folder, trustedKeys(entries, trusted));
  output.value({ keyId, principal, [member]: from, entry });
  output.line(`the key \`${keyId}\` of ${principal} ${said} ${from}. ${recordedIn(entry)}`);
  output.line(
    "hand out trusted-keys.json again: what the key signed before still counts where somebody saw it in time",
  );
  return exitCodes.done;
}
