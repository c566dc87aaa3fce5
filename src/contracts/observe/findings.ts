import type { PathNode } from "../drift/paths.ts";
import { type Difference, describeChange, tellDifference } from "../drift/shape.ts";
import type { ContractsFinding, ShapeFacts } from "../errors.ts";
import { describeValue } from "../schema/rules.ts";
import { placeName, quote, shorten } from "../text.ts";
import type { Profile } from "./profile.ts";
import { resembles } from "./take-text.ts";
import type { Novelty } from "./walk.ts";

/** What of the data may be told, and remembered. */
export interface Telling {
  readonly isShowable: (node: PathNode) => boolean;
  /** Whether a member that no schema knows may be shown. */
  readonly showsStrangers: boolean;
}

export function describeDifference(difference: Difference, telling: Telling): ContractsFinding {
  const told = tellDifference(difference, (node, value) => resembles(node.slots[0] as Profile, value));
  const finding = describeChange(told, new Map());
  const examples = examplesOf(difference, telling);
  const facts = { ...(finding.facts as ShapeFacts), ...(examples.length > 0 && { examples }) };
  return { ...finding, code: "shape_changed", facts };
}

/** Values as they came at the paths that are new, or have another type. What holds others is told by its size. */
const examplesOf = (
  { strangers, retyped }: Difference,
  { isShowable, showsStrangers }: Telling,
): NonNullable<ShapeFacts["examples"]> =>
  [
    ...(showsStrangers ? strangers : []).map(({ pattern, value }) => ({ path: pattern, value })),
    ...retyped.filter(({ node }) => isShowable(node)).map(({ node, value }) => ({ path: node.shown, value })),
  ].map(({ path, value }) => ({
    path,
    value: typeof value === "object" && value !== null ? describeValue(value) : shorten(String(value)),
  }));

export function describeNovelty({ node, text, news }: Novelty, { isShowable }: Telling): ContractsFinding {
  const example = isShowable(node) ? { example: shorten(text) } : {};
  const shown = isShowable(node) ? `${describeValue(text)}, ${quote(text)}` : describeValue(text);
  const path = node.shown;
  const where = placeName(path);
  const common = { severity: "warning", path } as const;
  if (news.kind === "style") {
    const facts = { known: news.known, seen: news.seen, texts: news.texts, ...example };
    const sentence = `${where} is ${shown}, written as ${told(news.seen)}; texts before it were written as ${news.known.map(told).join(" or ")}`;
    return { ...common, code: "text_style_changed", sentence, facts };
  }
  if (news.kind === "value") {
    const facts = { known: news.known, texts: news.texts, ...example };
    const others = news.known === 1 ? "not the one that always came" : `none of the ${news.known} that came before`;
    const sentence = `${where} is ${shown}, which is ${others}`;
    return { ...common, code: "value_unfamiliar", sentence, facts };
  }
  const facts = { word: shorten(news.word), times: news.times, among: node.seen };
  const sentence = `${quote(news.word)} seems to stand for "no value" at ${where}: it came ${news.times} times among ${node.seen} values`;
  return { ...common, code: "sentinel_learned", severity: "info", sentence, facts };
}

const told = (style: string): string => (style === "words" ? "words" : quote(style));

export const noRoom = (limit: number, of: "paths" | "sources"): ContractsFinding => ({
  code: "shape_unbounded",
  severity: "warning",
  path: "",
  sentence: `more than ${limit} different ${of}: new ones are no longer told apart`,
  facts: { limit, of },
});
