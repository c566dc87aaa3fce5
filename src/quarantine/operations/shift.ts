import { formatInstant, type JsonValue, parseDuration, parseInstant } from "../../foundation/index.ts";
import { closed, oneOf, satisfying } from "../../foundation/shape.ts";
import { pointer } from "../shapes.ts";
import { changeEach, misfit, type OperationKind } from "./operation.ts";

/** A clock of another zone, or one that goes wrong: every time is so much too early or too late. */
export interface Shift {
  readonly op: "shift";
  readonly path: string;
  /** `PT2H` for later, `-PT2H` for earlier; `P1D` for days. Whole seconds, at most 1,000 days. */
  readonly by: string;
}

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const MOST_MS = 1_000 * DAY_MS;

const signedDuration = satisfying("whole seconds such as `PT2H` or `-PT2H`, at most 1,000 days", isShift);

export const shift: OperationKind<Shift> = {
  shape: closed({ op: oneOf("shift"), path: pointer, by: signedDuration }),
  tell: ({ path, by }) => `set \`${path}\` ${by.startsWith("-") ? "back" : "forward"} by ${by.replace("-", "")}`,
  fields: ({ path }) => [path],
  apply: (data, { path, by }) => changeEach(data, path, (value) => shifted(value, millisecondsOf(by) ?? 0, path)),
};

function isShift(text: string): boolean {
  const milliseconds = millisecondsOf(text);
  return milliseconds !== undefined && milliseconds % SECOND_MS === 0 && Math.abs(milliseconds) <= MOST_MS;
}

function millisecondsOf(text: string): number | undefined {
  const length = parseDuration(text.replace(/^-/, ""));
  return text.startsWith("-") && length !== undefined ? -length : length;
}

const dateText = /^(\d{4}-\d{2}-\d{2})$/;
/** The clock, then what is kept as it is: the digits below the second, and the zone, where there is one. */
const timeText = /^(\d{4}-\d{2}-\d{2})([Tt])(\d{2}:\d{2}:\d{2})((?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?)$/;

/** Another reading of the same clock. */
function shifted(value: JsonValue, by: number, path: string): string {
  if (typeof value !== "string") throw misfit(path, "it is no time");
  const [, day] = dateText.exec(value) ?? [];
  if (day !== undefined) return shiftedDay(day, by, path);
  const [, date, mark, clock, rest = ""] = timeText.exec(value) ?? [];
  if (date === undefined || clock?.endsWith(":60")) throw misfit(path, "it is no time such as `2026-03-11T08:00:00Z`");
  return `${moved(`${date}T${clock}`, by, path).replace("T", String(mark))}${rest}`;
}

function shiftedDay(day: string, by: number, path: string): string {
  if (by % DAY_MS !== 0) throw misfit(path, "a day without a time moves by whole days only");
  return moved(`${day}T00:00:00`, by, path).slice(0, 10);
}

/** A clock's reading some time later, in the years that four digits write. */
function moved(reading: string, by: number, path: string): string {
  const at = parseInstant(`${reading}Z`);
  const text = at === undefined ? "" : formatInstant(at + by);
  if (!/^\d{4}-/.test(text)) throw misfit(path, "there is no such time");
  return text.slice(0, 19);
}
