import { equalJson, type JsonValue } from "../foundation/index.ts";
import { type FieldPairs, type Transformation, toFieldPairs } from "./derivation.ts";
import { LineageError } from "./errors.ts";
import { createNames } from "./names.ts";
import { shown } from "./wording.ts";

/** Every name and version of a transformation, once. */
export interface Transformations {
  /** How many pairs of fields are new with this declaration. @throws {LineageError} `transformation_changed` */
  newPairs(declared: Transformation): number;
  intern(declared: Transformation): number;
  get(number: number): Transformation;
  /** Its field map, `undefined` when it declared none. */
  pairs(number: number): FieldPairs | undefined;
}

export function createTransformations(): Transformations {
  const names = createNames();
  const known: Transformation[] = [];
  const pairs: (FieldPairs | undefined)[] = [];
  const find = (declared: Transformation): Transformation | undefined => known[names.find(nameOf(declared)) ?? -1];

  return {
    newPairs(declared) {
      const before = find(declared);
      if (before) refuseChange(before, declared);
      return declared.fields && !before?.fields ? toFieldPairs(declared.fields).length : 0;
    },
    intern(declared) {
      const number = names.intern(nameOf(declared));
      known[number] = { ...known[number], ...declared };
      if (declared.fields) pairs[number] ??= toFieldPairs(declared.fields);
      return number;
    },
    get: (number) => known[number] as Transformation,
    pairs: (number) => pairs[number],
  };
}

const nameOf = ({ name, version }: Transformation): string => JSON.stringify([name, version]);

const words = { digest: "digest", fields: "field map" } as const;

function refuseChange(before: Transformation, declared: Transformation): void {
  for (const member of ["digest", "fields"] as const) {
    const [old, now] = [before[member], declared[member]] as [JsonValue | undefined, JsonValue | undefined];
    if (old === undefined || now === undefined || equalJson(old, now)) continue;
    const { name, version } = declared;
    const message = `transformation \`${shown(name, 60)}\` version \`${shown(version, 20)}\` was recorded with another ${words[member]}: give the changed one a new version`;
    throw new LineageError("transformation_changed", message, { name, version, member });
  }
}
