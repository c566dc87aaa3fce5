import type { JsonObject, JsonValue } from "../../foundation/index.ts";
import type { PathNode, Paths } from "../drift/paths.ts";
import { createDifference, type Difference, noteMissing, noteStranger, noteType } from "../drift/shape.ts";
import { hasType, positionOf, typeOfValue, type ValueType, valueTypes, withType } from "../drift/value-type.ts";
import { LEAST_SHARE } from "../infer/words.ts";
import { createProfile, learnNumber, type Profile, type TextNews } from "./profile.ts";
import { takeText } from "./take-text.ts";

/** What lies deeper is not observed. */
const MAX_DEPTH = 64;
/** Names in one object that are looked for beyond those that are known. */
const MOST_UNKNOWN = 1_000;
/** Pieces of news of one event. */
const MOST_NEWS = 20;

/** Something new about a text. */
export interface Novelty {
  readonly node: PathNode;
  readonly text: string;
  readonly news: TextNews;
}

/** What an event has that those before it had not. */
export interface Noted {
  difference: Difference | undefined;
  readonly novelties: Novelty[];
  /** Whether names were passed over: the event has too many, or there is no room for more. */
  isCut: boolean;
}

/** One step over an event: judged against what was learned, and learned in the same breath where asked to. */
export type Walk = (data: JsonValue, learns: boolean) => Noted;

export interface WalkOptions {
  /** Whether texts at a place may be remembered. */
  readonly keepsTexts: (node: PathNode) => boolean;
}

function profileOf(node: PathNode, { keepsTexts }: WalkOptions): Profile {
  const known = node.slots[0] as Profile | undefined;
  if (known) return known;
  const made = createProfile(keepsTexts(node));
  node.slots[0] = made;
  return made;
}

/**
 * Walks events over the paths that are kept. Nothing is allocated for an event that is like those before it: this runs
 * for every value of every event.
 */
export function createWalk(paths: Paths, options: WalkOptions): Walk {
  let noted: Noted = { difference: undefined, novelties: [], isCut: false };
  let learns = true;

  const visit = (node: PathNode, value: JsonValue, depth: number): void => {
    const at = typeAt(node, value);
    const isUsual = valueTypes[at] === node.lastType;
    if (!isUsual) takeNewType(node, valueTypes[at] as ValueType, value);
    if (learns) {
      node.counts[at] = (node.counts[at] as number) + 1;
      node.seen += 1;
      if (!isUsual) node.types = withType(node.types, valueTypes[at] as ValueType);
    }
    if (at === TEXT || at === DECIMAL) visitText(node, value as string);
    else if (at === NUMBER) {
      if (learns) learnNumber(profileOf(node, options), value as number);
    } else if (at === OBJECT) {
      if (learns) node.objects += 1;
      if (depth < MAX_DEPTH) visitMembers(node, value as JsonObject, depth + 1);
    } else if (at === LIST && depth < MAX_DEPTH) visitItems(node, value as readonly JsonValue[], depth + 1);
  };
  const takeNewType = (node: PathNode, type: ValueType, value: JsonValue): void => {
    if (type === "no value") return;
    if (node.seen > 0 && !hasType(node.types, type)) noteType(differenceIn(noted), node, type, value);
    if (learns || hasType(node.types, type)) node.lastType = type;
  };
  const visitText = (node: PathNode, text: string): void => {
    const news = takeText(profileOf(node, options), text, learns, isAmongNumbers(node));
    if (news && noted.novelties.length < MOST_NEWS) noted.novelties.push({ node, text, news });
  };
  const visitItems = (node: PathNode, items: readonly JsonValue[], depth: number): void => {
    if (items.length === 0) return;
    const item = node.item ?? (learns ? paths.learnItem(node) : paths.peekItem(node));
    if (!item) return;
    for (let at = 0; at < items.length; at += 1) visit(item, items[at] as JsonValue, depth);
  };
  const visitMembers = (node: PathNode, object: JsonObject, depth: number): void => {
    const before = learns ? node.objects - 1 : node.objects;
    let [constant, at, unknown] = [0, 0, 0];
    for (const name in object) {
      const expected = node.order[at];
      const isExpected = expected !== undefined && expected.name === name;
      const known = isExpected ? expected : node.members.get(name);
      const member = known ?? (unknown < MOST_UNKNOWN ? meet(node, object, name) : undefined);
      if (known === undefined) unknown += 1;
      if (member === undefined) continue;
      if (member.seen === before) constant += 1;
      if (learns && !isExpected) node.order[at] = member;
      at += 1;
      visit(member, object[name] as JsonValue, depth);
    }
    if (unknown > MOST_UNKNOWN) noted.isCut = true;
    if (before > 0 && constant < node.constantMembers) noteMissingIn(node, object, before);
    if (learns) node.constantMembers = constant;
  };
  /** A name that is met at this place for the first time. */
  const meet = (node: PathNode, object: JsonObject, name: string): PathNode | undefined => {
    const declared = paths.peekMember(node, name);
    const member = learns ? paths.learnMember(node, name) : declared;
    if (!declared && !paths.hasOverflowed()) noteStranger(differenceIn(noted), node, name, object[name] as JsonValue);
    return member;
  };
  /** The object itself may be counted already; the members that it lacks are not. */
  const noteMissingIn = (node: PathNode, object: JsonObject, before: number): void => {
    const counted = node.objects;
    node.objects = before;
    noteMissing(differenceIn(noted), node, object);
    node.objects = counted;
  };
  return (data, doesLearn) => {
    if (noted.difference || noted.novelties.length > 0 || noted.isCut)
      noted = { difference: undefined, novelties: [], isCut: false };
    learns = doesLearn;
    visit(paths.root, data, 0);
    return noted;
  };
}

const differenceIn = (noted: Noted): Difference => {
  noted.difference ??= createDifference();
  return noted.difference;
};

const [NUMBER, TEXT, DECIMAL, FLAG, NULL, LIST, OBJECT] = (
  ["number", "text", "decimal text", "flag", "null", "list", "object"] as const
).map(positionOf) as [number, number, number, number, number, number, number];

/** The position of a value's type. Most places have no sentinels, and no numbers that are written as text. */
function typeAt(node: PathNode, value: JsonValue): number {
  if (node.sentinels.length > 0) return positionOf(typeOfValue(value, node));
  if (typeof value === "string") return node.isNumeric ? positionOf(typeOfValue(value, node)) : TEXT;
  if (typeof value === "number") return NUMBER;
  if (typeof value === "boolean") return FLAG;
  if (value === null) return NULL;
  return Array.isArray(value) ? LIST : OBJECT;
}

/** Numbers at a place before its texts are taken for exceptions. */
const ENOUGH_NUMBERS = 30;

const isAmongNumbers = ({ counts, seen }: PathNode): boolean => {
  const numbers = counts[NUMBER] as number;
  return numbers >= ENOUGH_NUMBERS && numbers >= seen * LEAST_SHARE;
};
