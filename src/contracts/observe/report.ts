import type { PathNode } from "../drift/paths.ts";
import { type ValueType, valueTypes } from "../drift/value-type.ts";
import { type Profile, settle } from "./profile.ts";
import { quantileOf } from "./sketch.ts";
import { namesOf } from "./styled.ts";
import { listTexts } from "./tally.ts";

/** What is known of one place in the data. */
export interface PlaceReport {
  /** `*` for every item of a list. */
  readonly pointer: string;
  /** Values that came, and objects that could have held one. */
  readonly values: number;
  readonly places: number;
  /** How often each type of value came. */
  readonly types: Readonly<Partial<Record<ValueType, number>>>;
  /** Texts with nothing in them. */
  readonly blank: number;
  /** How texts are written, where all of them are written in few ways. */
  readonly styles: readonly string[];
  /** Words that stand for "no value", and how often they came. */
  readonly sentinels: Readonly<Record<string, number>>;
  /** Numbers that a twentieth, a half, and all but a twentieth do not exceed; within 3.2 %. */
  readonly numbers?: { readonly low: number; readonly middle: number; readonly high: number };
}

/** Scalars and lists, outer ones first. */
export const reportPlaces = (nodes: readonly PathNode[]): readonly PlaceReport[] =>
  nodes.filter(({ outer, seen, objects }) => outer !== undefined && objects < seen).map(reportPlace);

function reportPlace(node: PathNode): PlaceReport {
  const { shown, seen, counts, outer, slots } = node;
  const profile = slots[0] as Profile | undefined;
  if (profile) settle(profile);
  const came = valueTypes.map((type, at) => [type, counts[at] ?? 0] as const).filter(([, times]) => times > 0);
  const isItem = outer?.item === node;
  return {
    pointer: shown,
    values: seen,
    places: isItem ? seen : (outer?.objects ?? seen),
    types: Object.fromEntries(came),
    blank: profile?.blank ?? 0,
    styles: profile ? stylesIn(profile) : [],
    sentinels: profile ? sentinelsIn(profile) : {},
    ...(profile?.sketch && { numbers: numbersIn(profile.sketch) }),
  };
}

const stylesIn = (profile: Profile): readonly string[] =>
  profile.phase === "styled" ? namesOf(profile) : listTexts(profile.pictures).map(({ text }) => text);

const sentinelsIn = ({ words, sentinels }: Profile): Readonly<Record<string, number>> =>
  Object.fromEntries(
    listTexts(words)
      .filter(({ text }) => sentinels.has(text))
      .map(({ text, times }) => [text, times]),
  );

function numbersIn(sketch: NonNullable<Profile["sketch"]>): NonNullable<PlaceReport["numbers"]> {
  const at = (share: number): number => quantileOf(sketch, share) ?? 0;
  return { low: at(0.05), middle: at(0.5), high: at(0.95) };
}
