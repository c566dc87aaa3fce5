import type { RecordVersion } from "./derivation.ts";

/** A record as a sentence names it. */
export const describe = ({ system, object, key, version, field = "" }: RecordVersion): string =>
  `\`${shown(`${system} ${object} ${key}${field}`, 60)}\` version \`${shown(version, 20)}\``;

/** The beginning of a text that somebody else chose, on one line and without half letters. */
export const shown = (text: string, length: number): string =>
  text
    .slice(0, length)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, " ");
