import type { JsonValue, PatchOperation } from "../../../foundation/index.ts";
import { isJsonObject } from "../../../foundation/index.ts";
import { oneOf, type Shape } from "../../../foundation/shape.ts";
import {
  type Default,
  type Drop,
  default_,
  drop,
  type Join,
  join,
  type Rename,
  rename,
  type Split,
  split,
} from "./members.ts";
import type { Operation } from "./operation.ts";
import { patch } from "./patch.ts";
import { type Convert, convert, type MapValues, map, type Scale, scale } from "./values.ts";

/** One step of a migration: an operation of RFC 6902, or one that works on every place that a pattern names. */
export type MigrationStep = PatchOperation | Rename | Default | Drop | Split | Join | Scale | Convert | MapValues;

/** An operation whose step has been checked against its own shape. */
interface CheckedOperation {
  readonly shape: Shape<unknown>;
  readonly compile: (step: never) => (data: JsonValue) => JsonValue;
  readonly invert: (step: never) => object | undefined;
}

const operations: Readonly<Record<MigrationStep["op"], CheckedOperation>> = {
  add: patch,
  remove: patch,
  replace: patch,
  move: patch,
  copy: patch,
  test: patch,
  rename,
  default: default_,
  drop,
  split,
  join,
  scale,
  convert,
  map,
};

const operationOf = ({ op }: MigrationStep): Operation<MigrationStep> =>
  operations[op] as unknown as Operation<MigrationStep>;

export const stepShape: Shape<MigrationStep> = (value, path) => {
  const op = isJsonObject(value) ? value.op : undefined;
  const known = oneOf(...(Object.keys(operations) as MigrationStep["op"][]))(op, `${path}/op`);
  return operations[known].shape(value, path) as MigrationStep;
};

export const compileStep = (step: MigrationStep): ((data: JsonValue) => JsonValue) => operationOf(step).compile(step);

/** The step that takes another one back exactly, where there is one. */
export const invertStep = (step: MigrationStep): MigrationStep | undefined =>
  operationOf(step).invert(step) as MigrationStep | undefined;
