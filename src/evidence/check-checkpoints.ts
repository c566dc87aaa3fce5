import {
  formatInstant,
  fromBase64,
  isJsonObject,
  type JsonValue,
  toBase64,
  type Verdict,
} from "../foundation/index.ts";
import { closed, count, listOf, readShape, text } from "../foundation/shape.ts";
import {
  type CosignerQuorum,
  parseCheckpoint,
  type SignedCheckpoint,
  type TrustedKeys,
  type VerifiedCheckpoint,
  verifyCheckpoint,
  verifyConsistency,
} from "../provenance/index.ts";
import type { Part } from "./bundle.ts";
import { type BundleCheck, check, groupBy, partsOf, readPart, tally } from "./bundle-check.ts";

/** Proof that a log has only been appended to between two sizes (RFC 6962 §2.1.2). See `docs/formats/bundle.md`. */
export interface ConsistencyPart {
  readonly origin: string;
  readonly from: number;
  readonly to: number;
  /** Node hashes, base64. */
  readonly proof: readonly string[];
}

const checkpointShape = closed({ checkpoint: text });
const consistencyShape = closed({ origin: text, from: count, to: count, proof: listOf(text) });

export interface CheckpointsLooked {
  readonly checks: readonly BundleCheck[];
  readonly notChecked: readonly string[];
}

interface CheckpointOptions {
  readonly trustedKeys: TrustedKeys;
  readonly at: Date;
  readonly cosigners?: CosignerQuorum;
}

/** Whether each checkpoint that a bundle carries as a part of its own is signed by its log, and who has seen it when. */
export async function checkpointsSigned(
  parts: readonly Part[],
  options: CheckpointOptions,
): Promise<CheckpointsLooked> {
  const verdicts: Verdict<VerifiedCheckpoint>[] = [];
  for (const value of partsOf(parts, "checkpoint")) verdicts.push(await verifyPart(value, options));
  if (verdicts.length === 0) return { checks: [], notChecked: [] };
  const good = `each of the ${verdicts.length} checkpoints is signed by its log`;
  const failed = verdicts.flatMap(({ checks }) => checks.filter(isOpen).map(toBundleCheck));
  const seen = verdicts.flatMap(seenIn);
  return {
    checks: [
      ...(failed.length > 0 ? failed : [check("proven", "checkpoints_signed", good)]),
      ...(seen.length > 0 ? [check("proven", "times_confirmed", seen.join("; "))] : unconfirmed(verdicts, options)),
    ],
    notChecked: verdicts.flatMap(({ notChecked }) => notChecked),
  };
}

async function verifyPart(value: JsonValue, options: CheckpointOptions): Promise<Verdict<VerifiedCheckpoint>> {
  const note = readPart(() => readShape("checkpoint part", checkpointShape, value).checkpoint);
  return verifyCheckpoint(note ?? "", options);
}

type CheckpointCheck = Verdict["checks"][number];

/** Whoever has seen it is told by another check. */
const isOpen = ({ code, status }: CheckpointCheck): boolean => code !== "checkpoint_cosigned" && status !== "proven";

const toBundleCheck = ({ status, sentence }: CheckpointCheck): BundleCheck =>
  check(status, "checkpoints_signed", `a checkpoint in the file: ${sentence}`);

/** What cosigners say of a checkpoint that its log has signed. */
function seenIn({ checks, value }: Verdict<VerifiedCheckpoint>): readonly string[] {
  const signed = checks.some(({ code, status }) => code === "checkpoint_signed" && status === "proven");
  if (!signed || !value?.seen) return [];
  const { origin, size } = value.checkpoint;
  return [`the first ${size} entries of \`${origin}\` were there by ${formatInstant(new Date(value.seen.latest))}`];
}

/** Where cosigners were asked for, their silence leaves the times open. */
const unconfirmed = (
  verdicts: readonly Verdict<VerifiedCheckpoint>[],
  { cosigners }: CheckpointOptions,
): readonly BundleCheck[] =>
  cosigners
    ? verdicts.flatMap(({ checks }) =>
        checks
          .filter(({ code }) => code === "checkpoint_cosigned")
          .map(({ sentence }) => check("unknown", "times_confirmed", sentence)),
      )
    : [];

/** Whether all checkpoints of a log that the bundle holds, wherever they stand in it, are states of one log that only grew. */
export function checkpointsConsistent(parts: readonly Part[]): readonly BundleCheck[] {
  const proofs = partsOf(parts, "consistency").map((value) => readPart(() => readConsistency(value)));
  const byPlace = new Map(proofs.flatMap((proof) => (proof ? [[placeOf(proof), proof] as const] : [])));
  const several = [...groupBy(everyHead(parts), ({ origin }) => origin).values()].filter(({ length }) => length > 1);
  if (several.length === 0 && proofs.length === 0) return [];
  const unreadable = proofs.includes(undefined) ? ["a part with a proof of consistency cannot be read"] : [];
  const steps = several.flatMap((heads) => heads.slice(1).map((head, at) => step(heads[at] as Head, head, byPlace)));
  const bad = [...unreadable, ...steps.filter(({ status }) => status === "refuted").map(({ sentence }) => sentence)];
  const open = steps.filter(({ status }) => status === "unknown").map(({ sentence }) => sentence);
  return [
    ...tally(bad, (sentence) => check("refuted", "checkpoints_consistent", sentence)),
    ...tally(open, (sentence) => check("unknown", "checkpoints_consistent", sentence)),
    ...(bad.length + open.length === 0
      ? [check("proven", "checkpoints_consistent", "all checkpoints in the file are states of logs that only grew")]
      : []),
  ];
}

type Head = Pick<SignedCheckpoint, "origin" | "size" | "root">;

type Step = Pick<ConsistencyPart, "origin" | "from" | "to">;

interface Proof extends Step {
  readonly hashes: readonly Uint8Array[];
}

function readConsistency(value: JsonValue): Proof {
  const { proof, ...read } = readShape("consistency part", consistencyShape, value);
  return { ...read, hashes: proof.map(fromBase64) };
}

const placeOf = ({ origin, from, to }: Step): string => `${from} ${to} ${origin}`;

/** The different heads in the bundle, each once, by size. What cannot be read is told where it is needed. */
function everyHead(parts: readonly Part[]): readonly Head[] {
  const notes = new Set([
    ...partsOf(parts, "checkpoint").map(noteIn),
    ...partsOf(parts, "log").map(noteIn),
    ...partsOf(parts, "envelope").map((value) => (isJsonObject(value) ? noteIn(value.inclusion) : undefined)),
  ]);
  const heads = new Map<string, Head>();
  for (const note of notes) {
    const head = note === undefined ? undefined : readPart(() => parseCheckpoint(note));
    if (head) heads.set(`${head.size} ${toBase64(head.root)} ${head.origin}`, head);
  }
  return [...heads.values()].sort((left, right) => left.size - right.size);
}

const noteIn = (value: JsonValue | undefined): string | undefined =>
  isJsonObject(value) && typeof value.checkpoint === "string" ? value.checkpoint : undefined;

function step(older: Head, newer: Head, proofs: ReadonlyMap<string, Proof>): Omit<BundleCheck, "code"> {
  const named = `the checkpoints of \`${older.origin.slice(0, 60)}\` at ${older.size} and ${newer.size} entries`;
  if (older.size === newer.size)
    return { status: "refuted", sentence: `two ${named.replace("the ", "")} contradict each other` };
  const proof = proofs.get(placeOf({ origin: older.origin, from: older.size, to: newer.size }));
  if (!proof) return { status: "unknown", sentence: `nothing shows that ${named} are states of one log` };
  return verifyConsistency(older.size, newer.size, proof.hashes, older.root, newer.root)
    ? { status: "proven", sentence: named }
    : { status: "refuted", sentence: `${named} are not states of one log that only grew` };
}
