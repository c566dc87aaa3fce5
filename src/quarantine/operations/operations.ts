import type { Contract } from "../../contracts/index.ts";
import type { JsonValue } from "../../foundation/index.ts";
import type { Shape } from "../../foundation/shape.ts";
import { type Convert, convert } from "./convert.ts";
import { type Migrate, migrate } from "./migrate.ts";
import type { OperationKind, RepairTools } from "./operation.ts";
import { type Rename, rename } from "./rename.ts";
import { type Divide, divide, type Multiply, multiply } from "./scale.ts";
import { type Shift, shift } from "./shift.ts";
import { type SwapDayMonth, swapDayMonth } from "./swap-day-month.ts";

/** What a repair plan may do to an event's data: this, in exact decimals, and nothing else. */
export type RepairOperation = Multiply | Divide | Convert | Rename | Migrate | SwapDayMonth | Shift;

type Kinds = { readonly [Name in RepairOperation["op"]]: OperationKind<Extract<RepairOperation, { op: Name }>> };

const kinds: Kinds = { multiply, divide, convert, rename, migrate, swap_day_month: swapDayMonth, shift };

const kindOf = ({ op }: RepairOperation): OperationKind<RepairOperation> =>
  kinds[op] as unknown as OperationKind<RepairOperation>;

export const operationShape: Shape<RepairOperation> = (value, path) => {
  const name = (value as { readonly op?: unknown } | null)?.op;
  const known = typeof name === "string" && Object.hasOwn(kinds, name) ? (name as RepairOperation["op"]) : "divide";
  return kinds[known].shape(value, path);
};

export const tellOperation = (operation: RepairOperation): string => kindOf(operation).tell(operation);

export const fieldsOf = (operations: readonly RepairOperation[]): readonly string[] => [
  ...new Set(operations.flatMap((operation) => kindOf(operation).fields(operation))),
];

/** Refuses operations that cannot be right under a contract. @throws {QuarantineError} `factor_on_shifted_unit` */
export function checkOperations(operations: readonly RepairOperation[], contract: Contract): void {
  for (const operation of operations) kindOf(operation).check?.(operation, contract);
}

/** Carries operations out in order, on a copy: all of them, or an error. @throws {QuarantineError} `repair_misfit` */
export const applyOperations = (
  data: JsonValue,
  operations: readonly RepairOperation[],
  tools: RepairTools = {},
): JsonValue => operations.reduce((copy, operation) => kindOf(operation).apply(copy, operation, tools), data);
