import { existsSync } from "node:fs";
import type { Classification } from "../../contracts/index.ts";
import { type Arguments, textOf } from "../command.ts";
import { readConfiguration } from "../configuration.ts";
import { readHouseKeys } from "../house-keys.ts";
import { findPlaces } from "../places.ts";

/** The classes that the viewer may see: those of every role that he has. Without a configuration nobody sees any. */
export async function seenBy(args: Arguments): Promise<readonly Classification[]> {
  const roles = await rolesOf(args);
  if (roles.length === 0 || !existsSync("countersign.json")) return [];
  const { views } = await readConfiguration(args);
  return roles.flatMap((role) => (Object.hasOwn(views, role) ? (views[role] ?? []) : []));
}

/** Roles that are named, and those of the principal who is. Nobody is asked who he is: whoever may read the store's files reads everything. */
async function rolesOf(args: Arguments): Promise<readonly string[]> {
  const [role, principal] = [textOf(args, "role"), textOf(args, "as")];
  const named = role === undefined ? [] : [role];
  if (principal === undefined) return named;
  const { keys } = await readHouseKeys((await findPlaces(args)).keys);
  return [...named, ...keys.trusted.keys.filter((key) => key.principal === principal).flatMap((key) => key.roles)];
}
