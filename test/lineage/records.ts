import type { Derivation, RecordVersion } from "../../src/lineage/index.ts";

/** `a`, `a@2` or `a@2/eta`: a record of one small system, version 1 unless another is named. */
export function version(name: string): RecordVersion {
  const [record = "", ...field] = name.split("/");
  const [key = "", number = "1"] = record.split("@");
  const whole = { system: "erp", object: "record", key, version: number };
  return field.length === 0 ? whole : { ...whole, field: `/${field.join("/")}` };
}

/** The same name back. */
export const nameOf = ({ key, version: number, field = "" }: RecordVersion): string =>
  `${key}${number === "1" ? "" : `@${number}`}${field}`;

export const namesOf = (records: readonly RecordVersion[] | undefined): readonly string[] =>
  (records ?? []).map(nameOf);

/** A derivation written as `b, c <- a`; nothing on the right declares an origin. */
export function derivation(text: string, more: Partial<Derivation> = {}): Derivation {
  const [outputs = [], inputs = []] = text.split("<-").map((side) => side.split(/[\s,]+/).filter(Boolean));
  const transformation = { name: inputs.length === 0 ? "received" : "posted", version: "1" };
  const at = "2026-03-31T08:00:00.000Z";
  return { formatVersion: 1, outputs: outputs.map(version), inputs: inputs.map(version), transformation, at, ...more };
}
