import type { Finding } from "../../foundation/index.ts";

/** What can be found in a stream of statements, with its facts. */
export interface StreamFindings {
  /** Numbers that nothing here has, although a later one is here. */
  stream_gap: { readonly from: number; readonly to: number };
  /** Two statements for one place, or a statement that follows another one than the one that is here. */
  stream_forked: { readonly sequence: number; readonly statements: readonly string[] };
  /** A statement came after one with a higher number. */
  stream_reordered: { readonly sequence: number; readonly after: number };
  /** The same statement again. */
  stream_duplicated: { readonly sequence: number; readonly statement: string };
}

/** The code of what was found in a stream. */
export type StreamFindingCode = keyof StreamFindings;

/** One thing that was found in a stream. */
export type StreamFinding = {
  readonly [Code in StreamFindingCode]: Finding<Code, StreamFindings[Code]>;
}[StreamFindingCode];

/** Why the completeness of a stream stays open. */
export interface StreamReasons {
  /** The stream ends, as far as it is here, before the range does: nothing shows whether there is more. */
  stream_ends_early: Record<string, never>;
  /** Of a range, nothing is here. */
  stream_absent: Record<string, never>;
  /** A statement that is not the first names none before it, or the first names one. */
  stream_unlinked: Record<string, never>;
  /** Statements came further apart than is remembered. */
  stream_window_exceeded: Record<string, never>;
}

/** The code of why the completeness of a stream stays open. */
export type StreamReasonCode = keyof StreamReasons;

const found = <Code extends StreamFindingCode>(
  code: Code,
  severity: Finding["severity"],
  sentence: string,
  facts: StreamFindings[Code],
): StreamFinding => ({ code, severity, path: "", sentence, facts }) as unknown as StreamFinding;

export const gap = (from: number, to: number): StreamFinding =>
  found("stream_gap", "error", from === to ? `number ${from} is missing` : `numbers ${from} to ${to} are missing`, {
    from,
    to,
  });

export const fork = (sequence: number, statements: readonly string[]): StreamFinding =>
  found(
    "stream_forked",
    "error",
    `number ${sequence} is held by ${statements.map((one) => `\`${one.slice(0, 12)}…\``).join(" and by ")}`,
    { sequence, statements },
  );

export const reorder = (sequence: number, after: number): StreamFinding =>
  found("stream_reordered", "warning", `number ${sequence} came after number ${after}`, { sequence, after });

export const duplicate = (sequence: number, statement: string): StreamFinding =>
  found("stream_duplicated", "info", `number ${sequence} came again, unchanged`, { sequence, statement });
