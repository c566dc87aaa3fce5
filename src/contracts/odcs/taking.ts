import { appendToken, isJsonObject, type JsonObject, type JsonValue } from "../../foundation/index.ts";

/** An object of a foreign document, read member by member; what nobody took is what was not carried over. */
export interface Taking {
  readonly pointer: string;
  readonly object: JsonObject;
  /** The value of a member, which counts as taken. */
  take(name: string): JsonValue | undefined;
  /** The objects in a list. Each has to be taken member by member. */
  each(name: string): readonly Taking[];
  /** An object, which has to be taken member by member. */
  inner(name: string): Taking | undefined;
  text(name: string): string | undefined;
}

/** What was taken of a document. */
export interface Takings {
  readonly root: Taking;
  /** Pointers of what was not taken, the outermost of each. */
  missed(): readonly string[];
}

export function takingFrom(document: JsonObject): Takings {
  const taken = new Set<string>();
  const entered = new Set<string>([""]);

  const of = (object: JsonObject, pointer: string): Taking => {
    entered.add(pointer);
    const at = (name: string): JsonValue | undefined => (Object.hasOwn(object, name) ? object[name] : undefined);
    const take = (name: string): JsonValue | undefined => {
      taken.add(appendToken(pointer, name));
      return at(name);
    };
    return {
      pointer,
      object,
      take,
      each(name) {
        const value = at(name);
        if (!Array.isArray(value)) return [];
        entered.add(appendToken(pointer, name));
        return value.flatMap((item: JsonValue, index) =>
          isJsonObject(item) ? [of(item, appendToken(appendToken(pointer, name), String(index)))] : [],
        );
      },
      inner(name) {
        const value = at(name);
        return isJsonObject(value) ? of(value, appendToken(pointer, name)) : undefined;
      },
      text(name) {
        return typeof at(name) === "string" ? (take(name) as string) : undefined;
      },
    };
  };

  const missedIn = (value: JsonValue, pointer: string): readonly string[] => {
    if (taken.has(pointer)) return [];
    if (!entered.has(pointer) || typeof value !== "object" || value === null) return [pointer];
    const members = Object.keys(value).map((name) => appendToken(pointer, name));
    const missed = Object.entries(value).map(([name, member]) =>
      missedIn(member as JsonValue, appendToken(pointer, name)),
    );
    // Where nothing of an object was taken, it is missed as a whole.
    const isWhole = members.length > 0 && missed.every((one, at) => one.length === 1 && one[0] === members[at]);
    return isWhole && pointer !== "" ? [pointer] : missed.flat();
  };
  return { root: of(document, ""), missed: () => missedIn(document, "") };
}
