import { type JsonObject, type JsonValue, parseDuration } from "../../foundation/index.ts";
import { type QualityMetric, type QualityRule, qualityMetrics } from "../quality/rule.ts";
import type { Sla } from "../sla.ts";
import type { Taking } from "./taking.ts";

/** How many records a rule of ODCS is judged over, which says nothing about it. */
const WINDOW = 10_000;

/** Rules of ODCS's library about shares of values, as ours; those that say nothing of the kind stay where they are. */
export function readQuality(holder: Taking, field: string): readonly QualityRule[] {
  return holder.each("quality").flatMap((rule, at): readonly QualityRule[] => {
    const { metric, type = "library" } = rule.object;
    const atMostPercent = percentOf(rule.object);
    if (type !== "library" || atMostPercent === undefined || !qualityMetrics.includes(metric as QualityMetric))
      return [];
    if (Object.hasOwn(rule.object, "arguments")) return [];
    for (const name of ["metric", "type", "unit", "name", "mustBe", "mustBeLessOrEqualTo"]) rule.take(name);
    const name = typeof rule.object.name === "string" ? rule.object.name : `${metric} at ${field} ${at + 1}`;
    return [
      { name: name.slice(0, 200), metric: metric as QualityMetric, field, atMostPercent, window: windowOf(rule) },
    ];
  });
}

/** None at all is the same in rows and in percent. */
function percentOf({ mustBe, mustBeLessOrEqualTo: most, unit = "rows" }: JsonObject): string | undefined {
  if (mustBe === 0 || most === 0) return "0";
  return unit === "percent" && typeof most === "number" && most > 0 && most <= 100 ? String(most) : undefined;
}

function windowOf(rule: Taking): number {
  const custom = rule
    .each("customProperties")
    .find(({ object }) => object.property === "window" && typeof object.value === "number");
  custom?.take("property");
  return (custom?.take("value") as number | undefined) ?? WINDOW;
}

export const writeQuality = ({ name, metric, atMostPercent, window }: QualityRule): JsonObject => ({
  name,
  type: "library",
  metric,
  mustBeLessOrEqualTo: Number(atMostPercent),
  unit: "percent",
  customProperties: [{ property: "window", value: window }],
});

const seconds: Readonly<Record<string, string>> = { s: "PT*S", m: "PT*M", h: "PT*H", d: "P*D" };
const units: Readonly<Record<string, string>> = {
  s: "s",
  sec: "s",
  second: "s",
  seconds: "s",
  m: "m",
  min: "m",
  minute: "m",
  minutes: "m",
  h: "h",
  hr: "h",
  hour: "h",
  hours: "h",
  d: "d",
  day: "d",
  days: "d",
};

/** Freshness, and completeness as we write it; the others are promises that no stream can be held to. */
export function readSla(root: Taking): Sla | undefined {
  const sla: { freshness?: string; completeness?: NonNullable<Sla["completeness"]> } = {};
  for (const promise of root.each("slaProperties")) {
    const { property, value, unit } = promise.object;
    const duration = property === "freshness" ? durationOf(value, unit) : undefined;
    const isComplete =
      property === "completeness" &&
      typeof value === "number" &&
      Number.isInteger(value) &&
      value > 0 &&
      parseDuration(String(unit)) !== undefined;
    if (duration !== undefined) sla.freshness = duration;
    if (isComplete) sla.completeness = { atLeast: value as number, every: String(unit) };
    if (duration !== undefined || isComplete) for (const name of ["property", "value", "unit"]) promise.take(name);
  }
  return Object.keys(sla).length > 0 ? sla : undefined;
}

function durationOf(value: JsonValue | undefined, unit: JsonValue | undefined): string | undefined {
  const short = Object.hasOwn(units, String(unit)) ? units[String(unit)] : undefined;
  const text = short === undefined ? String(value) : (seconds[short] as string).replace("*", String(value));
  return parseDuration(text) === undefined ? undefined : text;
}

export const writeSla = ({ freshness, completeness }: Sla): readonly JsonObject[] => [
  ...(freshness === undefined ? [] : [{ property: "freshness", value: freshness }]),
  ...(completeness === undefined
    ? []
    : [{ property: "completeness", value: completeness.atLeast, unit: completeness.every }]),
];
