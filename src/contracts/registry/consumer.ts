import type { JsonValue } from "../../foundation/index.ts";
import { anyJson, closed, listOf, mapOf, type Shape } from "../../foundation/shape.ts";
import { pointerShape, shortText, where } from "../shapes.ts";

/** Who reads data of a contract, and what of it. Whom a change breaks is only known as well as this says it. */
export interface Consumer {
  readonly name: string;
  /** Pointers of what it reads, `*` for every item. */
  readonly reads: readonly string[];
  /** Values that it tells apart, by pointer: another one would take it by surprise. */
  readonly switchesOn?: Readonly<Record<string, readonly JsonValue[]>>;
}

const few = <Item>(shape: Shape<readonly Item[]>): Shape<readonly Item[]> =>
  where(shape, ({ length }) => length <= 1_000, "at most 1,000");

export const consumerShape: Shape<Consumer> = closed(
  { name: shortText, reads: few(listOf(pointerShape)) },
  { switchesOn: mapOf(few(listOf(anyJson))) },
);
