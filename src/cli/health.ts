import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type Check, formatInstant } from "../foundation/index.ts";
import { keyFiles } from "../gate/index.ts";
import type { TrustedKey } from "../provenance/index.ts";
import { fsckFileSystemStore } from "../stores/index.ts";
import type { Configuration } from "./configuration.ts";
import type { DoctorChecks } from "./errors.ts";
import { readHouseKeys } from "./house-keys.ts";
import type { Records } from "./records.ts";

/** One thing that was looked at. */
export type HealthCheck = Check<keyof DoctorChecks>;

type Judge = (sentence: string) => HealthCheck;
const judges = (code: keyof DoctorChecks): Readonly<Record<HealthCheck["status"], Judge>> => ({
  proven: (sentence) => ({ status: "proven", code, sentence }),
  refuted: (sentence) => ({ status: "refuted", code, sentence }),
  unknown: (sentence) => ({ status: "unknown", code, sentence }),
});

/** The oldest Node that every run of our own tests is made with. */
const OLDEST_NODE = [20, 19] as const;

/** Whether this Node is one that is supported. */
export function checkNode(version: string): HealthCheck {
  const { proven, refuted } = judges("node_supported");
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isNew = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isNew
    ? proven(`Node ${version}`)
    : refuted(`Node ${version} is too old: use ${OLDEST_NODE.join(".")} or later`);
}

/** Whether only their owner may read the private keys. */
export async function checkKeyFiles({ keys }: Configuration): Promise<HealthCheck> {
  const { proven, refuted, unknown } = judges("keys_private");
  if (keys === undefined)
    return unknown("there are no keys: evidence can be verified only as long as the process runs");
  if (process.platform === "win32") return unknown("this platform does not tell who may read the keys");
  const files = [keyFiles.house, keyFiles.log].map((file) => join(keys, file));
  const modes = await Promise.all(files.map(async (file) => (await stat(file)).mode));
  const open = files.filter((_, at) => ((modes[at] ?? 0) & 0o077) !== 0);
  if (open.length === 0) return proven("only their owner may read the private keys");
  return refuted(`others may read ${open.map((file) => `\`${file}\``).join(", ")}: \`chmod 600\`, or make new keys`);
}

/** Days before its end at which a key is called to mind. */
const SOON_MS = 30 * 86_400_000;

/** Whether the house's own keys are those that its auditors are told to believe, now and for a while. */
export async function checkKeys({ keys: folder, name }: Configuration, at: Date): Promise<HealthCheck> {
  const { proven, refuted, unknown } = judges("keys_valid");
  if (folder === undefined) return unknown("keys that are made anew with every start are believed by nobody");
  const { keys } = await readHouseKeys(folder);
  const own = [keys.house, keys.log].map(({ signer }) => keys.trusted.find(signer.keyId));
  const [house, log] = own;
  if (!house?.roles.includes("receiver")) return refuted("the house's key is not trusted as that of a receiver");
  if (!log?.roles.includes("log") || !log.sources.includes(name))
    return refuted(`the log's key is not trusted for the log \`${name}\``);
  if ([house, log].some((key) => !isGood(key, at)))
    return refuted("a key of the house is not valid now: make new ones");
  const soon = new Date(at.getTime() + SOON_MS);
  return [house, log].every((key) => isGood(key, soon))
    ? proven("the keys of house and log are valid")
    : unknown("a key of the house ends within 30 days: make the next one");
}

function isGood({ validFrom, validUntil, revokedAt, compromisedFrom }: TrustedKey, at: Date): boolean {
  const ends = [validUntil, revokedAt, compromisedFrom].flatMap((end) => (end ? [end] : []));
  return validFrom <= at && ends.every((end) => at < end);
}

/** Whether the store's files are whole, from the first byte. */
export async function checkStore({ store }: Configuration): Promise<readonly HealthCheck[]> {
  const { proven, unknown } = judges("store_whole");
  if (store === undefined) return [unknown("the store is in memory: everything is gone with the process")];
  if (!existsSync(store)) return [proven(`\`${store}\` will be made with the first event`)];
  const { status, checks, notChecked } = await fsckFileSystemStore(store);
  const telling = checks.filter((one) => one.status === status);
  const more =
    status === "proven" ? `${checks.length} checks of \`${store}\`` : telling.map((one) => one.sentence).join("; ");
  return [{ status, code: "store_whole", sentence: [more, ...notChecked].join("; not checked: ") }];
}

const reasons: Readonly<Record<string, string>> = {
  none: "the store is in memory",
  store_locked: "a gate has the store open, stop it to look further",
};
const whyUnread = (problem: string): string => reasons[problem] ?? `the store cannot be read (${problem})`;

/** Whether this clock has not fallen behind what was written down before. */
export function checkClock({ last, problem }: Records, at: Date): HealthCheck {
  const { proven, refuted, unknown } = judges("clock_plausible");
  if (problem === "store_locked")
    return unknown("a gate has the store open: stop it to compare its clock with the ledger");
  if (last === undefined) return unknown("nothing was admitted yet that the clock could be compared with");
  const now = formatInstant(at);
  if (now < last) return refuted(`it is ${now} here, and the last event was admitted at ${last}: set the clock`);
  return proven(`it is ${now}, after the last event, admitted at ${last}`);
}

/** Whether every stream is treated as the last switch of it says. */
export function checkSwitches({ streams }: Configuration, { switches, problem }: Records): readonly HealthCheck[] {
  const { proven, refuted, unknown } = judges("switches_recorded");
  if (problem !== undefined) return [unknown(`what was recorded is not known: ${whyUnread(problem)}`)];
  const strays = streams.filter(({ name, preset }) => {
    const last = switches.filter(({ stream }) => stream === name).at(-1);
    return (last?.mode ?? "observe") !== (preset === "strict" ? "enforce" : "observe");
  });
  if (strays.length === 0) return [proven("every stream is treated as it was switched")];
  return strays.map(({ name, preset }) =>
    refuted(
      `\`${name}\` was set to \`${preset}\` without a record: run \`countersign ${preset === "strict" ? "enforce" : "observe"} ${name}\``,
    ),
  );
}
