import { type Answer, isJsonObject, type JsonValue } from "../foundation/index.ts";
import { closed, count, listOf, readShape, text } from "../foundation/shape.ts";
import {
  createStreamReader,
  type StreamPlace,
  type StreamRange,
  type StreamReader,
  type StreamReport,
  type StreamStatement,
  type VerifiedStatement,
} from "../provenance/index.ts";
import type { Part } from "./bundle.ts";
import { type BundleCheck, check, groupBy, partsOf, readPart, tally } from "./bundle-check.ts";

/** That a bundle holds every statement of a stretch of a source's stream. See `docs/formats/bundle.md`. */
export interface CompletenessClaim extends StreamRange {
  /** The source that the stream is about: two sources may use the same name for theirs. */
  readonly source: string;
}

const claims = closed({ claims: listOf(closed({ source: text, stream: text, from: count, to: count })) });

/** What a bundle claims to hold completely, held against the statements that are proven. */
export function streamsComplete(parts: readonly Part[], proven: readonly VerifiedStatement[]): readonly BundleCheck[] {
  return partsOf(parts, "completeness").flatMap((value) => checkClaims(value, proven));
}

function checkClaims(value: JsonValue, proven: readonly VerifiedStatement[]): readonly BundleCheck[] {
  const read = readPart(() => readShape("completeness claim", claims, value).claims);
  if (!read || !areApart(read))
    return [check("refuted", "streams_complete", "the part with the claims cannot be read")];
  const judged = judge(read, proven);
  const good = `${read.length} stretches of streams are here completely: ${numbersIn(read)} statements, no gap, no fork`;
  return [
    ...(["refuted", "unknown"] as const).flatMap((status) =>
      tally(judged.filter(({ answer }) => answer.status === status).map(tellClaim), (sentence) =>
        check(status, "streams_complete", sentence),
      ),
    ),
    ...(judged.every(({ answer }) => answer.status === "proven") && read.length > 0
      ? [check("proven", "streams_complete", good)]
      : []),
  ];
}

/** Numbers between two stretches of one stream: what holds them is elsewhere, or nowhere. */
export function betweenStretches(parts: readonly Part[]): readonly string[] {
  return partsOf(parts, "completeness").flatMap((value) => {
    const read = readPart(() => readShape("completeness claim", claims, value).claims) ?? [];
    const gaps = read.flatMap((one, at) => gapBetween(read[at - 1], one) ?? []);
    return gaps.length > MOST_GAPS ? [...gaps.slice(0, MOST_GAPS), `${gaps.length - MOST_GAPS} more such gaps`] : gaps;
  });
}

const MOST_GAPS = 20;

function gapBetween(before: CompletenessClaim | undefined, { source, stream, from }: CompletenessClaim) {
  if (before?.source !== source || before.stream !== stream || before.to + 1 >= from) return undefined;
  const numbers = before.to + 2 === from ? `number ${from - 1}` : `the numbers ${before.to + 1} to ${from - 1}`;
  return `${numbers} of \`${stream.slice(0, 60)}\` of \`${source.slice(0, 60)}\`: whatever holds them is not here`;
}

/** In order and apart from one another, so that each statement belongs to one claim at most. */
const areApart = (read: readonly CompletenessClaim[]): boolean =>
  read.every((one, at) => {
    const before = read[at - 1];
    if (one.to < one.from) return false;
    if (!before) return true;
    const order = compareText(before.source, one.source) || compareText(before.stream, one.stream);
    return order < 0 || (order === 0 && before.to < one.from);
  });

const compareText = (left: string, right: string): number => (left === right ? 0 : left < right ? -1 : 1);

interface Judged {
  readonly claim: CompletenessClaim;
  readonly answer: Answer<StreamReport>;
}

/** One walk over the statements, however many claims there are. */
function judge(read: readonly CompletenessClaim[], proven: readonly VerifiedStatement[]): readonly Judged[] {
  const readers = read.map((claim) => createStreamReader(claim));
  const places = groupBy(read.keys(), (at) => streamKey(read[at]?.source, (read[at] as CompletenessClaim).stream));
  for (const one of proven) {
    const statement = placeOf(one);
    if (!statement) continue;
    readerFor(statement, places.get(streamKey(one.event?.source, statement.name)) ?? [], read, readers)?.add(statement);
  }
  return read.map((claim, at) => ({ claim, answer: (readers[at] as StreamReader).answer() }));
}

const streamKey = (source: string | undefined, stream: string): string => JSON.stringify([source, stream]);

/** The claim among those of its stream, which are sorted, that a statement's number may belong to. */
function readerFor(
  { sequence }: StreamStatement,
  group: readonly number[],
  read: readonly CompletenessClaim[],
  readers: readonly StreamReader[],
): StreamReader | undefined {
  let [low, high] = [0, group.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((read[group[middle] as number] as CompletenessClaim).from <= sequence) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : readers[group[low - 1] as number];
}

function placeOf({ predicate, digest, event }: VerifiedStatement): StreamStatement | undefined {
  const { stream } = predicate as { readonly stream?: StreamPlace };
  return event && isJsonObject(stream) ? { ...(stream as unknown as StreamPlace), digest } : undefined;
}

const numbersIn = (read: readonly CompletenessClaim[]): number =>
  read.reduce((sum, { from, to }) => sum + to - from + 1, 0);

function tellClaim({ claim: { source, stream, from, to }, answer }: Judged): string {
  const said =
    answer.status === "unknown"
      ? answer.reasons
      : answer.value.findings.filter(({ severity }) => severity === "error").slice(0, 5);
  return `\`${stream.slice(0, 60)}\` of \`${source.slice(0, 60)}\`, ${from} to ${to}: ${said.map(({ sentence }) => sentence).join("; ")}`;
}
