import { type CsvRow, cellOf } from "./csv.ts";

/** A text with names of columns in braces, such as `SHP-{ID}`. Nothing else in it means anything. */
export interface Template {
  readonly columns: readonly string[];
  /** The text for one row, or the first column whose cell is empty. */
  fill(row: Pick<CsvRow, "record">): { readonly text: string } | { readonly empty: string };
}

const wellFormed = /^(?:[^{}]|\{[^{}]+\})+$/;

/** Whether a text is a template: braces only around names, at most 1,000 characters. */
export const isTemplate = (text: string): boolean => text.length <= 1_000 && wellFormed.test(text);

export function compileTemplate(template: string): Template {
  // Every second part is a name.
  const parts = template.split(/[{}]/);
  const columns = parts.filter((_, at) => at % 2 === 1);
  return {
    columns,
    fill(row) {
      const cells = new Map(columns.map((column) => [column, cellOf(row, column)]));
      const empty = columns.find((column) => cells.get(column) === "");
      if (empty !== undefined) return { empty };
      return { text: parts.map((part, at) => (at % 2 === 1 ? cells.get(part) : part)).join("") };
    },
  };
}
