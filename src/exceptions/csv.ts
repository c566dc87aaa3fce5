import { visibleText } from "../foundation/index.ts";
import type { Exception } from "./exception.ts";

/** What a column holds; its head is its name. */
const columns: Readonly<Record<string, (item: Exception) => string | number | undefined>> = {
  id: ({ id }) => id,
  state: ({ state }) => state,
  impact: ({ tier }) => tier,
  kind: ({ kind }) => kind,
  code: ({ cause }) => cause.code,
  stream: ({ cause }) => cause.stream,
  place: ({ cause }) => cause.place,
  waiting: ({ members }) => members.waiting,
  total: ({ members }) => members.total,
  value: ({ values }) => values.map(({ amount, currency }) => `${amount} ${currency}`).join("; "),
  due: ({ dueAt }) => dueAt,
  cost_per_day: ({ costPerDay }) => costPerDay && `${costPerDay.amount} ${costPerDay.currency}`,
  owner: ({ owner }) => owner,
  until: ({ until }) => until,
  resolution: ({ resolution }) => resolution,
  opened: ({ openedAt }) => openedAt,
  last_seen: ({ members }) => members.lastAt,
  cause: ({ cause }) => cause.sentence,
  action: ({ action }) => action,
  examples: ({ examples }) => examples.map(({ key, ref }) => key ?? ref).join("; "),
};

/** Exceptions as CSV (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export const formatExceptionsCsv = (exceptions: readonly Exception[]): string =>
  [Object.keys(columns), ...exceptions.map((item) => Object.values(columns).map((cell) => cell(item) ?? ""))]
    .map((row) => `${row.map(formatCell).join(",")}\r\n`)
    .join("");

/** First characters by which Excel, LibreOffice and Google Sheets know a formula; full-width ones are read like the others. */
const formula = /^[\s]*[=+\-@\t\r\n＝＋－＠]/;

function formatCell(cell: string | number): string {
  const text = String(cell);
  const safe = (formula.test(text) ? "'" : "") + visibleText(text);
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
