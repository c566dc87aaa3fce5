import { realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Classification } from "../contracts/index.ts";
import { fromUtf8, isJsonObject, type JsonObject, type JsonValue, parseJson } from "../foundation/index.ts";
import { createGate, type PresetName } from "../gate/index.ts";
import type { RetentionDays } from "../quarantine/index.ts";
import { type Arguments, textOf } from "./command.ts";
import { CliError } from "./errors.ts";
import { readBytes } from "./files.ts";

/** A `countersign.json` as it lies on the disk. */
export interface Configuration {
  /** Without symbolic links: writing it anew must not replace one. */
  readonly path: string;
  readonly text: string;
  /** Permissions of the file. */
  readonly mode: number;
  /** Where its store lies; `undefined` for one in memory. */
  readonly store: string | undefined;
  /** Where its keys lie, if it has any. */
  readonly keys: string | undefined;
  readonly name: string;
  readonly streams: readonly StreamPlace[];
  /** Which classified values of held events a role is shown. */
  readonly views: Readonly<Record<string, readonly Classification[]>>;
  /** For how many days what was decided about held events is kept, by class. */
  readonly retention: RetentionDays;
}

export interface StreamPlace {
  readonly name: string;
  readonly preset: PresetName;
  /** Members and items that lead to it. */
  readonly path: readonly string[];
}

export const configOption = {
  config: { type: "string", value: "FILE", about: "the configuration; default ./countersign.json" },
  tenant: { type: "string", value: "NAME", about: "whose streams; default: those of the whole" },
} as const;

/** The file that `--config` names, after everything in it was read and compiled. @throws {CliError} `file_unreadable` @throws what `createGate` does */
export async function readConfiguration(args: Arguments): Promise<Configuration> {
  const named = textOf(args, "config") ?? "countersign.json";
  const text = fromUtf8(await readBytes(named));
  await createGate(named).close();
  const path = await realpath(named);
  const file = parseJson(text, { maxBytes: 16 * 1_048_576 }) as JsonObject;
  const [store, keys] = [member(file, "store"), member(file, "keys")];
  const at = (value: JsonValue | undefined, otherwise?: string): string | undefined =>
    value === undefined && otherwise === undefined ? undefined : resolve(dirname(path), String(value ?? otherwise));
  return {
    path,
    text,
    mode: (await stat(path)).mode & 0o777,
    store: store.kind === "file-system" ? at(store.directory, ".countersign") : undefined,
    keys: at(keys.directory),
    name: String(file.name ?? "countersign"),
    streams: streamsOf(file, textOf(args, "tenant")),
    views: ofTenant(file, textOf(args, "tenant"), "views"),
    retention: ofTenant(file, textOf(args, "tenant"), "retention"),
  };
}

const member = (value: JsonObject, name: string): JsonObject =>
  isJsonObject(value[name]) && Object.hasOwn(value, name) ? (value[name] as JsonObject) : {};

/** What a tenant does not set, it has from the whole. */
const ofTenant = <Name extends "views" | "retention">(
  file: JsonObject,
  tenant: string | undefined,
  name: Name,
): Configuration[Name] =>
  ((tenant === undefined ? undefined : tenantOf(file, tenant)[name]) ?? file[name] ?? {}) as Configuration[Name];

function streamsOf(file: JsonObject, tenant: string | undefined): readonly StreamPlace[] {
  const [house, path] = tenant === undefined ? [file, []] : [tenantOf(file, tenant), ["tenants", tenant]];
  const streams = (house.streams ?? []) as readonly { readonly name: string; readonly preset?: PresetName }[];
  return streams.map(({ name, preset = "observe" }, at) => ({ name, preset, path: [...path, "streams", String(at)] }));
}

function tenantOf(file: JsonObject, tenant: string): JsonObject {
  const tenants = member(file, "tenants");
  if (Object.hasOwn(tenants, tenant)) return member(tenants, tenant);
  throw new CliError("stream_unknown", `the configuration has no tenant \`${tenant.slice(0, 60)}\``, {
    stream: tenant,
  });
}

/** The store's corner in which a tenant lives. */
export const cornerOf = (args: Arguments): string => {
  const tenant = textOf(args, "tenant");
  return tenant === undefined ? "" : `tenants/${tenant}/`;
};
