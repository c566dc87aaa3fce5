import { type JsonValue, memberOf, parsePointer } from "../../foundation/index.ts";
import type { Place, Places } from "./place.ts";

/** One thing that a relation reads: its place in documents, and the values that stand there, of a list all of them. */
export interface Input {
  readonly place: Place;
  readonly values: readonly JsonValue[];
}

export interface InputsOf {
  readonly objectPath: string;
  /** Pointers relative to the object; `*` stands for every item of a list. */
  readonly patterns: readonly string[];
}

export function readInputs(data: JsonValue, { objectPath, patterns }: InputsOf, places: Places): readonly Input[] {
  return patterns.map((pattern) => {
    const tokens = parsePointer(objectPath + pattern);
    return { place: places.along(data, tokens).at(-1)?.place ?? places.root, values: valuesAt(data, tokens) };
  });
}

function valuesAt(data: JsonValue, tokens: readonly string[]): readonly JsonValue[] {
  return tokens.reduce<readonly JsonValue[]>(
    (values, token) =>
      values.flatMap((value): readonly JsonValue[] => {
        if (token === "*" && Array.isArray(value)) return value;
        const member = memberOf(value, token);
        return member === undefined ? [] : [member];
      }),
    [data],
  );
}
