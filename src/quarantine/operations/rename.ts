import {
  appendToken,
  applyPatch,
  expandPattern,
  formatPointer,
  type JsonValue,
  parsePointer,
  valueAt,
} from "../../foundation/index.ts";
import { closed, oneOf } from "../../foundation/shape.ts";
import { pointer, shortText } from "../shapes.ts";
import { misfit, type OperationKind } from "./operation.ts";

/** A member came under another name. */
export interface Rename {
  readonly op: "rename";
  readonly path: string;
  /** The member's name in the contract. */
  readonly to: string;
}

export const rename: OperationKind<Rename> = {
  shape: closed({ op: oneOf("rename"), path: pointer, to: shortText }),
  tell: ({ path, to }) => `rename \`${path}\` to \`${to}\``,
  fields: ({ path, to }) => [beside(path, to)],
  apply(data, { path, to }) {
    const found = expandPattern(data, path);
    if (found.length === 0) throw misfit(path, "there is nothing");
    return applyPatch(
      data,
      found.map((from) => move(data, from, to)),
    );
  },
};

function move(data: JsonValue, from: string, name: string): object {
  const to = beside(from, name);
  if (valueAt(data, to) !== undefined) throw misfit(to, "it is there already");
  if (Array.isArray(valueAt(data, outerOf(from)))) throw misfit(from, "an item of a list has no name");
  return { op: "move", from, path: to };
}

const outerOf = (path: string): string => formatPointer(parsePointer(path).slice(0, -1));
const beside = (path: string, name: string): string => appendToken(outerOf(path), name);
