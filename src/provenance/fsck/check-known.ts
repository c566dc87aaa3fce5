import { equalBytes } from "../../foundation/index.ts";
import type { TrustedKeys } from "../trusted-keys.ts";
import { check, type LogCheck } from "./log-checks.ts";
import { FORGED, type Note, readNote, signedBy } from "./note.ts";
import { type Leaves, rootOver } from "./tree.ts";

interface Log {
  readonly head: Note;
  readonly leaves: Leaves;
  readonly trustedKeys: TrustedKeys;
}

/** Whether the log has grown out of the checkpoints that others kept of it. */
export const checkKnown = (known: readonly string[], log: Log): Promise<readonly LogCheck[]> =>
  Promise.all(known.map((note) => checkOne(readNote(note), log)));

async function checkOne(known: Note | undefined, { head, leaves, trustedKeys }: Log): Promise<LogCheck> {
  if (!known) return check("unknown", "log_known", "what was given as a known checkpoint is none");
  if (known.origin !== head.origin)
    return check("unknown", "log_known", `the known checkpoint is of the log \`${known.origin}\``);
  const principal = await signedBy(known, trustedKeys);
  if (principal === FORGED)
    return check("unknown", "log_known", "the known checkpoint does not bear the log's signature");
  const said = `the known checkpoint of ${known.size} entries`;
  if (known.size > head.size)
    return check("refuted", "log_rolled_back", `${said} is ahead of the log, which has ${head.size}: it was set back`);
  if (known.size > leaves.count) return check("refuted", "log_truncated", `${said} has entries that are not stored`);
  return equalBytes(rootOver(leaves.at, 0, known.size), known.root)
    ? check("proven", "log_known", `the log has grown out of ${said}`)
    : check("refuted", "log_fork", `${said} had other entries than the log has now: there are two stories`);
}
