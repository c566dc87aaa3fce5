import {
  canonicalJson,
  type Envelope,
  fromBase64url,
  fromUtf8,
  type JsonObject,
  toBase64url,
  utf8,
} from "../foundation/index.ts";
import { base64url, closed, count, type Shape, sha256 } from "../foundation/shape.ts";
import { statementOf } from "../provenance/index.ts";
import { SHA256_BLOCK_BYTES, sha256After, sha256State } from "../runtime/index.ts";

/**
 * The end of a statement whose beginning is kept back. SHA-256 goes block by block: from the state after the blocks that
 * are kept back, and from what follows, everybody comes to the digest by which the log knows the statement. What follows
 * says of which kind it is. See `docs/design/kept-back-text.md`.
 */
export interface Ending {
  /** How many blocks of 64 bytes are kept back. */
  readonly blocks: number;
  /** The state of SHA-256 after them, 64 hexadecimal digits. */
  readonly state: string;
  /** What follows, base64url. */
  readonly rest: string;
}

export const endingShape: Shape<Ending> = closed({ blocks: count, state: sha256, rest: base64url });

/** As many as a bundle of the largest size holds. */
const MOST_BLOCKS = 2 ** 24;

const KIND = ',"predicateType":"';

/** What may be shown of an approval, or of a plan, without what people wrote in it. */
export function endingOf(envelope: Envelope): Ending {
  const bytes = fromBase64url(envelope.payload);
  const blocks = Math.ceil(textEnd(envelope, fromUtf8(bytes)) / SHA256_BLOCK_BYTES);
  const at = blocks * SHA256_BLOCK_BYTES;
  return { blocks, state: sha256State(bytes.subarray(0, at)), rest: toBase64url(bytes.subarray(at)) };
}

/** Where what people wrote ends: a reason at what follows it, in the order of canonical JSON; a plan is kept back whole. */
function textEnd(envelope: Envelope, text: string): number {
  const body = utf8(text.slice(0, text.lastIndexOf(KIND))).length;
  const { reason, ...rest } = statementOf(envelope).predicate as JsonObject;
  if (reason === undefined) return body;
  const behind = Object.fromEntries(Object.entries(rest).filter(([name]) => name > "reason"));
  return body - utf8(canonicalJson(behind)).length;
}

const SUBJECT = String.raw`","subject":\[\{"digest":\{"sha256":"[0-9a-f]{64}"\},"name":"(?:statement|plan)"\}\]\}$`;

/**
 * What no statement but one of that kind ends with. An approval's end always shows its kind, which lies far enough behind
 * its reason. Of a plan it may show the subject alone: nothing else is about a `plan` and nothing more.
 */
const ends: Readonly<Record<Kept, RegExp>> = {
  approval: new RegExp(String.raw`approval:[1-9]\d{0,8}${SUBJECT}`),
  "repair-plan": /":\[\{"digest":\{"sha256":"[0-9a-f]{64}"\},"name":"plan"\}\]\}$/,
};

/** What is kept back with its end. */
export type Kept = "approval" | "repair-plan";

/** Whether the statement of that digest ends so, and so is of that kind, and no answer to an event. */
export function endsAs(what: Kept, digest: string, { blocks, state, rest }: Ending): boolean {
  if (blocks === 0 || blocks > MOST_BLOCKS) return false;
  const bytes = fromBase64url(rest);
  return sha256After(state, blocks, bytes) === digest && ends[what].test(new TextDecoder().decode(bytes));
}
