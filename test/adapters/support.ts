import { type CsvOptions, type CsvRow, readCsv } from "../../src/adapters/index.ts";

/** Bytes as a source hands them over, in pieces of a size. */
export async function* inPieces(bytes: Uint8Array, size: number = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += Math.max(size, 1)) yield bytes.subarray(at, at + Math.max(size, 1));
}

export const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === "string" ? new TextEncoder().encode(content) : content;

export interface Reading {
  readonly rows: readonly CsvRow[];
  /** Code and facts of the error at the end, or `undefined`. */
  readonly failure: { readonly code: string; readonly details: unknown; readonly message: string } | undefined;
}

/** Everything that is read before the end or the failure. */
export async function readAll(
  content: string | Uint8Array,
  { size, ...options }: CsvOptions & { readonly size?: number } = {},
): Promise<Reading> {
  const rows: CsvRow[] = [];
  try {
    for await (const row of readCsv(inPieces(bytesOf(content), size), options)) rows.push(row);
    return { rows, failure: undefined };
  } catch (error) {
    const { code, details, message } = error as NonNullable<Reading["failure"]>;
    return { rows, failure: { code, details, message } };
  }
}

/** One row as a file with these columns and cells holds it. */
export const rowOf = (record: Readonly<Record<string, string>>): CsvRow => ({
  line: 2,
  columns: Object.keys(record),
  record,
  raw: Object.values(record).join(","),
  findings: [],
});
