import { appendToken, formatPointer, type JsonValue, memberOf } from "../../../foundation/index.ts";
import { anyJson, closed, listOf, oneOf, text } from "../../../foundation/shape.ts";
import { where } from "../../shapes.ts";
import { changeAround, type MemberPlace, memberPlace, refuseTaken, StepProblem, without } from "../change.ts";
import { memberPattern, nameShape, type Operation } from "./operation.ts";

/** A member gets another name, wherever it is there. */
export interface Rename {
  readonly op: "rename";
  readonly path: string;
  readonly to: string;
}

export const rename: Operation<Rename> = {
  shape: closed({ op: oneOf("rename"), path: memberPattern, to: nameShape }),
  compile: ({ path, to }) => {
    const place = memberPlace(path);
    return (data) =>
      changeAround(data, place, (object, at) => {
        const value = memberOf(object, place.name);
        if (value === undefined) return object;
        refuseTaken(object, to, at);
        return { ...without(object, place.name), [to]: value };
      });
  },
  invert: ({ path, to }) => ({ op: "rename", path: besides(memberPlace(path), to), to: memberPlace(path).name }),
};

const besides = ({ outer }: MemberPlace, name: string): string => appendToken(formatPointer(outer), name);

/** A member that is not there gets a value. */
export interface Default {
  readonly op: "default";
  readonly path: string;
  readonly value: JsonValue;
}

export const default_: Operation<Default> = {
  shape: closed({ op: oneOf("default"), path: memberPattern, value: anyJson }),
  compile: ({ path, value }) => {
    const place = memberPlace(path);
    return (data) =>
      changeAround(data, place, (object) =>
        Object.hasOwn(object, place.name) ? object : { ...object, [place.name]: structuredClone(value) },
      );
  },
  invert: ({ path }) => ({ op: "drop", path }),
};

/** A member is taken away, wherever it is there. */
export interface Drop {
  readonly op: "drop";
  readonly path: string;
}

export const drop: Operation<Drop> = {
  shape: closed({ op: oneOf("drop"), path: memberPattern }),
  compile: ({ path }) => {
    const place = memberPlace(path);
    return (data) => changeAround(data, place, (object) => without(object, place.name));
  },
  invert: () => undefined,
};

/** One text becomes several, side by side: as many as there are names, or the step does not fit. */
export interface Split {
  readonly op: "split";
  readonly path: string;
  readonly by: string;
  readonly into: readonly string[];
}

const separator = where(text, ({ length }) => length > 0 && length <= 20, "a text of 1 to 20 characters");
const names = where(
  listOf(nameShape),
  (list) => list.length >= 2 && list.length <= 20 && new Set(list).size === list.length,
  "2 to 20 different names",
);

export const split: Operation<Split> = {
  shape: closed({ op: oneOf("split"), path: memberPattern, by: separator, into: names }),
  compile: ({ path, by, into }) => {
    const place = memberPlace(path);
    return (data) =>
      changeAround(data, place, (object, at) => {
        const value = memberOf(object, place.name);
        if (value === undefined) return object;
        const parts = typeof value === "string" ? value.split(by) : [];
        if (parts.length !== into.length)
          throw new StepProblem(appendToken(at, place.name), `it is no text of ${into.length} parts`);
        const others = without(object, place.name);
        for (const name of into) refuseTaken(others, name, at);
        return { ...others, ...Object.fromEntries(into.map((name, part) => [name, parts[part] as string])) };
      });
  },
  invert: ({ path, by, into }) => ({ op: "join", path, by, of: into }),
};

/** Several texts, side by side, become one. Where all of them are absent nothing happens. */
export interface Join {
  readonly op: "join";
  readonly path: string;
  readonly by: string;
  readonly of: readonly string[];
}

export const join: Operation<Join> = {
  shape: closed({ op: oneOf("join"), path: memberPattern, by: separator, of: names }),
  compile: ({ path, by, of }) => {
    const place = memberPlace(path);
    return (data) =>
      changeAround(data, place, (object, at) => {
        const parts = of.map((name) => memberOf(object, name));
        if (parts.every((part) => part === undefined)) return object;
        // With the separator within a part, nobody could tell the parts again.
        const bad = parts.findIndex((part) => typeof part !== "string" || part.includes(by));
        if (bad >= 0) throw new StepProblem(appendToken(at, of[bad] as string), `it is no text without \`${by}\``);
        const others = of.reduce(without, object);
        refuseTaken(others, place.name, at);
        return { ...others, [place.name]: parts.join(by) };
      });
  },
  invert: ({ path, by, of }) => ({ op: "split", path, by, into: of }),
};
