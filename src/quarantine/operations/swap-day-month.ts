import type { JsonValue } from "../../foundation/index.ts";
import { closed, oneOf } from "../../foundation/shape.ts";
import { pointer } from "../shapes.ts";
import { changeEach, misfit, type OperationKind } from "./operation.ts";

/** Day and month of a date were taken for one another. */
export interface SwapDayMonth {
  readonly op: "swap_day_month";
  readonly path: string;
}

export const swapDayMonth: OperationKind<SwapDayMonth> = {
  shape: closed({ op: oneOf("swap_day_month"), path: pointer }),
  tell: ({ path }) => `swap day and month of \`${path}\``,
  fields: ({ path }) => [path],
  apply: (data, { path }) => changeEach(data, path, (value) => swapped(value, path)),
};

/** `2026-03-11` and `2026-11-03`, with any time behind; a day above twelve was no month. */
function swapped(value: JsonValue, path: string): string {
  if (typeof value !== "string") throw misfit(path, "it is no date");
  const [, year, month, day, rest = ""] = /^(\d{4})-(\d{2})-(\d{2})(T.*)?$/.exec(value) ?? [];
  if (year === undefined) throw misfit(path, "it is no date such as `2026-03-11`");
  if (Number(day) > 12) throw misfit(path, "its day is no month");
  return `${year}-${day}-${month}${rest}`;
}
