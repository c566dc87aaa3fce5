import { closed, count, instant, listOf, oneOf, readFormat, text } from "../foundation/shape.ts";
import type { Money } from "../reconcile/index.ts";
import { moneyShape } from "./exception.ts";

/** Which exception a stopped thing belongs to. One record for each thing: the exception itself stays small. */
export interface MemberRecord {
  readonly formatVersion: 1;
  readonly ref: string;
  readonly at: string;
  readonly key?: string;
  /** `""` when the thing left before it came. */
  readonly exception: string;
  /** In which of its rounds. */
  readonly round: number;
  readonly values: readonly Money[];
  /** When it went on, if it did. */
  readonly leftAt?: string;
}

const shape = closed(
  { formatVersion: oneOf(1), ref: text, at: instant, exception: text, round: count, values: listOf(moneyShape) },
  { key: text, leftAt: instant },
);

/** @throws {FoundationError} `newer_format`, `format_malformed` */
export const parseMember = (value: unknown): MemberRecord => readFormat("exception member", 1, shape, value);
