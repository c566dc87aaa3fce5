import { closed, count, type Shape, sha256, text } from "../../foundation/shape.ts";

/**
 * A statement's place among those that one signer makes about one stream: number, and digest of the one before, so that
 * a missing, doubled or reordered one shows.
 */
export interface StreamPlace {
  readonly name: string;
  readonly sequence: number;
  /** SHA-256 of the previous statement; absent for the first. */
  readonly previous?: string;
}

export const streamPlace: Shape<StreamPlace> = closed({ name: text, sequence: count }, { previous: sha256 });
