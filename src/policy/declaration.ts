import { malformed } from "./errors.ts";
import { parseFactPath } from "./fact-path.ts";
import type { FactType } from "./scalar.ts";

/** The declared types, by the one spelling of each path. @throws {PolicyError} `rule_path_unsafe`, `rule_malformed` */
export function readDeclarations(facts: Readonly<Record<string, FactType>>): ReadonlyMap<string, FactType> {
  const types = new Map<string, FactType>();
  for (const [path, type] of Object.entries(facts)) {
    const place = `/facts/${path}`;
    const { name } = parseFactPath(path, "", place);
    if (types.has(name)) throw malformed(place, `the fact \`${name}\` is declared twice`);
    types.set(name, type);
  }
  return types;
}
