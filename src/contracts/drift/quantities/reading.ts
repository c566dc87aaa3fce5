import { type JsonValue, memberOf, parseInstant, parsePointer } from "../../../foundation/index.ts";
import type { UnitAnnotation } from "../../schema/annotations.ts";
import type { PathNode } from "../paths.ts";
import type { ValueType } from "../value-type.ts";
import type { Measure } from "./measures.ts";

const UNDECLARED: Measure = { kind: "undeclared", of: "" };

/** What every number at a path is in, where no value beside it says so. */
export function fixedMeasure({ place: { annotations } }: PathNode): Measure | undefined {
  const [unit, ...others] = annotations.units;
  if (unit === undefined) return UNDECLARED;
  return others.length === 0 && typeof unit === "string" ? { kind: "unit", of: unit } : undefined;
}

/** What a number is in; `undefined` where there is no one unit. */
export function measureOf({ place }: PathNode, holder: JsonValue): Measure | undefined {
  const { units } = place.annotations;
  const [unit, ...others] = new Set(units.map((annotation) => readUnit(annotation, holder)));
  return unit === undefined || others.length > 0 ? undefined : { kind: "unit", of: unit };
}

function readUnit(annotation: UnitAnnotation, holder: JsonValue): string | undefined {
  if (typeof annotation === "string") return annotation;
  const code = parsePointer(annotation.pointer).reduce<JsonValue | undefined>(memberOf, holder);
  return typeof code === "string" && code.length <= 100 ? code : undefined;
}

export const isNumber = (type: ValueType): boolean => type === "number" || type === "decimal text";

/** A date or a time as milliseconds. */
export const readTime = (text: string): number | undefined =>
  parseInstant(text.length === 10 ? `${text}T00:00:00Z` : text);

const HOUR_MS = 3_600_000;

/** By how many hours a date moves when day and month are swapped; a day that is no month was left as it is. */
export function swapHours(time: number): number {
  const date = new Date(time);
  const [month, day] = [date.getUTCMonth() + 1, date.getUTCDate()];
  return day > 12 ? 0 : (date.setUTCMonth(day - 1, month) - time) / HOUR_MS;
}

/** What a date or a time is compared with: another one of the same object. */
export interface Anchor {
  readonly measure: Measure;
  /** In milliseconds. */
  readonly at: number;
}

/**
 * The first other date of the object, or the first other time, by name. A date alone says nothing:
 * whatever it is compared with, such as the one of the event before, moves on when events are held.
 */
export function anchorOf(node: PathNode, kind: "date" | "date-time", holder: JsonValue): Anchor | undefined {
  for (const name of namesOfTimes(node.outer, kind)) {
    if (name === node.name) continue;
    const text = memberOf(holder, name);
    const at = typeof text === "string" ? readTime(text) : undefined;
    if (at !== undefined) return { measure: { kind, of: name }, at };
  }
  return undefined;
}

const SLOTS: Readonly<Record<"date" | "date-time", number>> = { date: 1, "date-time": 2 };

interface KnownNames {
  readonly members: number;
  readonly names: readonly string[];
}

/** In the order of their names, whatever order they are written in. */
function namesOfTimes(outer: PathNode | undefined, kind: "date" | "date-time"): readonly string[] {
  if (!outer) return [];
  const known = outer.slots[SLOTS[kind]] as KnownNames | undefined;
  if (known?.members === outer.members.size) return known.names;
  const names = [...outer.members.values()].filter(({ time }) => time === kind).map(({ name }) => name);
  names.sort();
  outer.slots[SLOTS[kind]] = { members: outer.members.size, names } satisfies KnownNames;
  return names;
}

/** Hours from one date to another. */
export const hoursBetween = (from: number, to: number): number => (to - from) / HOUR_MS;
