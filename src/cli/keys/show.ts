import { formatInstant, isJsonObject, type JsonObject } from "../../foundation/index.ts";
import {
  followKeys,
  formatTrustedKeys,
  keyDigest,
  keyEventsIn,
  parsePublicJwk,
  type RecordedKeyEvent,
  statementOf,
  type TrustedKey,
  type TrustedKeys,
  trustedKeys,
} from "../../provenance/index.ts";
import { fileSystemStore } from "../../stores/index.ts";
import { type Arguments, textOf } from "../command.ts";
import { type ExitCode, exitCodes, toExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { refuseAbsent } from "../store-folder.ts";
import { printChecks } from "../verdict-lines.ts";
import { trustedIn } from "./folder.ts";

/** Lists the keys of a folder; with `--store`, also what the log says about them. */
export async function showKeys(folder: string, args: Arguments, output: Output): Promise<ExitCode> {
  const trusted = await trustedIn(folder);
  for (const key of trusted.keys) output.line(lineOf(key));
  const directory = textOf(args, "store");
  if (directory === undefined) {
    output.value(formatTrustedKeys(trusted));
    return exitCodes.done;
  }
  const { status, checks } = await historyIn(directory, trusted);
  output.value({ ...formatTrustedKeys(trusted), history: { status, checks } });
  printChecks(checks, output);
  return toExitCode(status);
}

async function historyIn(directory: string, trusted: TrustedKeys): ReturnType<typeof followKeys> {
  await refuseAbsent(directory);
  const store = fileSystemStore(directory);
  try {
    const events = await keyEventsIn(store);
    const [origin = "countersign"] = trusted.keys.find(({ roles }) => roles.includes("log"))?.sources ?? [];
    return await followKeys(events, { trustedKeys: before(events, trusted), origin, at: new Date() });
  } finally {
    await store.close();
  }
}

/** The file says how things stand now: without what the events brought and ended, it says how they stood before. */
function before(events: readonly RecordedKeyEvent[], trusted: TrustedKeys): TrustedKeys {
  const statements = events.map(({ envelope }) => statementOf(envelope));
  const ended = new Set(statements.flatMap(({ subject }) => subject.map(({ digest }) => digest.sha256)));
  const brought = new Set(statements.flatMap(({ predicate }) => broughtBy(predicate)));
  const entries = formatTrustedKeys(trusted).keys.flatMap((entry) => {
    const { validUntil, revokedAt, compromisedFrom, ...open } = entry;
    if (brought.has(keyDigest(entry.key))) return [];
    return ended.has(keyDigest(entry.key)) ? [open] : [entry];
  });
  return trustedKeys(entries);
}

const broughtBy = ({ entry }: JsonObject): readonly string[] =>
  isJsonObject(entry) ? [keyDigest(parsePublicJwk(entry.key))] : [];

function lineOf({ keyId, algorithm, principal, roles, sources, validFrom, ...ends }: TrustedKey): string {
  const said = [
    ["until", ends.validUntil],
    ["revoked at", ends.revokedAt],
    ["in other hands from", ends.compromisedFrom],
  ] as const;
  const told = said.flatMap(([word, at]) => (at ? [`, ${word} ${formatInstant(at)}`] : [])).join("");
  const speaksFor = sources.length > 0 ? ` for ${sources.join(", ")}` : "";
  return `${keyId.slice(0, 12)}  ${algorithm.padEnd(9)}  ${principal}: ${roles.join(", ")}${speaksFor}, from ${formatInstant(validFrom)}${told}`;
}
