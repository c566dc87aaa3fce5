import { type Status, visibleText } from "../foundation/index.ts";

/** Where a command says things: the answer on standard output, everything else on standard error. */
export interface Output {
  /** Whether programs read the answer: then it is one JSON value, and nothing else is printed on standard output. */
  readonly json: boolean;
  /** A line of the answer for people. Silent under `--json`. */
  line(text?: string): void;
  /** A whole document that can be read safely as it is. Silent under `--json`. */
  document(text: string): void;
  /** The answer for programs. Silent without `--json`. */
  value(value: unknown): void;
  /** A line about the work itself. */
  note(text: string): void;
  /** How far long work has come: one line that is written over on a terminal, and nothing in a pipe. */
  progress(text: string): void;
  /** A stage of long work begins: a plain line on standard error where nobody watches a terminal. */
  stage(text: string): void;
  /** A status as a word, in colour on a terminal. */
  status(status: Status): string;
  bold(text: string): string;
  dim(text: string): string;
}

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface OutputOptions {
  readonly json: boolean;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** `NO_COLOR` (no-color.org) or `--no-color`. */
  readonly plain: boolean;
}

const RESET = "\u001b[0m";
const colours: Readonly<Record<Status, string>> = {
  proven: "\u001b[32m",
  refuted: "\u001b[31m",
  unknown: "\u001b[33m",
};
const CLEAR_LINE = "\r\u001b[2K";

/** Our own colours, which stay. */
const ownColour = /(\p{Cc}\[(?:[012]|3[123])m)/u;
const visibleBetweenColours = (text: string): string =>
  text
    .split(ownColour)
    .map((part, at) => (at % 2 === 1 ? part : visibleText(part)))
    .join("");

export function createOutput({ json, stdout, stderr, plain }: OutputOptions): Output {
  const colourful = !plain && stdout.isTTY === true;
  const paint = (code: string, text: string): string => (colourful ? code + text + RESET : text);
  const live = stderr.isTTY === true;
  // File names, cells and sentences hold what a terminal would obey.
  const printable = colourful ? visibleBetweenColours : (text: string): string => visibleText(text);
  let showing = false;

  /** A finished line must not be written behind half a progress line. */
  const clear = (): void => {
    if (showing) stderr.write(CLEAR_LINE);
    showing = false;
  };

  const progress = (text: string): void => {
    if (!live) return;
    stderr.write(CLEAR_LINE + printable(text).slice(0, (stderr.columns ?? 80) - 1));
    showing = true;
  };

  return {
    json,
    line(text = "") {
      clear();
      if (!json) stdout.write(`${printable(text)}\n`);
    },
    document(text) {
      clear();
      if (!json) stdout.write(text);
    },
    value(value) {
      clear();
      if (json) stdout.write(`${toJson(value)}\n`);
    },
    note(text) {
      clear();
      stderr.write(`${printable(text)}\n`);
    },
    progress,
    stage(text) {
      if (live) progress(`${text} …`);
      else if (!json) stderr.write(`${text} …\n`);
    },
    status: (status) => paint(colours[status], status.padEnd(7)),
    bold: (text) => paint("\u001b[1m", text),
    dim: (text) => paint("\u001b[2m", text),
  };
}

/** JSON in which nothing acts on a terminal: what `JSON.stringify` leaves of controls and turning marks is escaped, too. */
export const toJson = (value: unknown): string =>
  (JSON.stringify(value) ?? "null").replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

export type Align = "left" | "right";

/** Columns of text, each as wide as its widest cell. */
export function formatTable(texts: readonly (readonly string[])[], align: readonly Align[]): readonly string[] {
  const rows = texts.map((row) => row.map((cell) => visibleText(cell)));
  const widths = align.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        align[column] === "right" ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}
