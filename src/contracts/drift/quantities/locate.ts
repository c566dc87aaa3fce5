import type { JsonValue } from "../../../foundation/index.ts";
import type { PathNode } from "../paths.ts";
import type { ValueType } from "../value-type.ts";
import type { FieldGroup } from "./fields.ts";
import type { Measure } from "./measures.ts";
import { anchorOf, fixedMeasure, hoursBetween, isNumber, measureOf, readTime, swapHours } from "./reading.ts";

export type FindGroup = (path: string, measure: Measure) => FieldGroup | undefined;

/** Finds the fields that a value belongs to, and what is compared there. */
export interface Locator {
  readonly groupOf: (node: PathNode, type: ValueType, value: JsonValue, holder: JsonValue) => FieldGroup | undefined;
  /** Of the value that was located last: the number, or the hours from the date that it is compared with. */
  readonly number: () => number;
  /** Of a date: by how many hours it moves when day and month are swapped. */
  readonly swap: () => number | undefined;
}

/** This detector's place among those that keep something at a path. */
const SLOT = 0;

/** What was located is kept until the next: this runs for every value. */
export function createLocator(find: FindGroup): Locator {
  let [number, time]: [number, number | undefined] = [0, undefined];

  const groupOfNumber = (node: PathNode, value: JsonValue, holder: JsonValue): FieldGroup | undefined => {
    [number, time] = [Number(value), undefined];
    // Looked up once: most numbers are always in the same unit.
    const known = node.slots[SLOT] as FieldGroup | undefined;
    if (known) return known;
    const fixed = fixedMeasure(node);
    const measure = fixed ?? measureOf(node, holder);
    const group = measure && find(node.pattern, measure);
    if (fixed) node.slots[SLOT] = group;
    return group;
  };
  const groupOfTime = (node: PathNode, text: string, holder: JsonValue): FieldGroup | undefined => {
    const anchor = node.time && anchorOf(node, node.time, holder);
    time = anchor && readTime(text);
    if (!anchor || time === undefined) return undefined;
    number = hoursBetween(anchor.at, time);
    return find(node.pattern, anchor.measure);
  };
  return {
    groupOf: (node, type, value, holder) => {
      if (isNumber(type)) return groupOfNumber(node, value, holder);
      return node.time && typeof value === "string" ? groupOfTime(node, value, holder) : undefined;
    },
    number: () => number,
    swap: () => (time === undefined ? undefined : swapHours(time)),
  };
}
