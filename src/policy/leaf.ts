import { isJsonObject, type JsonValue } from "../foundation/index.ts";
import type { FactReference, LeafCondition } from "./condition.ts";
import { PolicyError, shown } from "./errors.ts";
import { type FactPath, parseFactPath } from "./fact-path.ts";
import type { Operator, Test } from "./operators/operator.ts";
import { findOperator } from "./operators/table.ts";
import { createReading, MOMENT, type Reading } from "./reading.ts";
import {
  type Cell,
  countItems,
  type FactType,
  isComplete,
  naturalType,
  readerOf,
  type ScalarType,
  scalarTypes,
} from "./scalar.ts";

/** A comparison, ready to be made: of one reading with a literal or with another reading. */
export interface Leaf {
  readonly condition: LeafCondition;
  readonly operator: Operator;
  /** Numbers of readings. */
  readonly fact: number;
  readonly other: number | undefined;
  readonly literal: Cell;
  readonly test: Test;
}

/** What a leaf needs of the policy around it. */
export interface Surroundings {
  readonly declared: ReadonlyMap<string, FactType>;
  readonly numberOfReading: (reading: Reading) => number;
}

/** Items of one literal: a longer list is data, and belongs among the facts. */
const MAX_LITERAL_ITEMS = 1_000;

/** @throws {PolicyError} `rule_value_unfit` where the operator could never compare the two sides. */
export function compileLeaf(condition: LeafCondition, place: string, around: Surroundings): Leaf {
  const written: WrittenLeaf = { ...readLeaf(condition), place };
  const type = typeOf(written, around.declared);
  const { operator, fact, other } = written;
  const [factDepth, valueDepth] = operator.sides;
  const isNow = type === "instant" && valueDepth === 0 && written.literal === "now";
  return {
    condition,
    operator,
    fact: around.numberOfReading(createReading(fact, type, factDepth)),
    other: isNow ? MOMENT : other && around.numberOfReading(createReading(other, type, valueDepth)),
    literal: isNow || other ? false : readLiteral(written, type),
    test: operator.test(scalarTypes[type]),
  };
}

interface WrittenLeaf {
  readonly operator: Operator;
  readonly fact: FactPath;
  readonly other: FactPath | undefined;
  readonly literal: JsonValue;
  readonly place: string;
}

function readLeaf({ fact, path, operator, value = true }: LeafCondition): Omit<WrittenLeaf, "place"> {
  const other = isJsonObject(value) ? (value as unknown as FactReference) : undefined;
  return {
    operator: findOperator(operator) as Operator,
    fact: parseFactPath(fact, path),
    other: other && parseFactPath(other.fact, other.path),
    literal: value,
  };
}

/** How both sides are read: as declared, else as the literal is written, else as the operator prefers. */
function typeOf(written: WrittenLeaf, declared: ReadonlyMap<string, FactType>): ScalarType {
  const { operator } = written;
  const [preferred] = operator.types;
  if (operator.isUnary) return preferred;
  const types = declaredTypes(written, declared);
  const type = types[0] ?? undeclaredType(written);
  if (!type || !operator.types.includes(type))
    throw unfit(written, `${scalarTypes[preferred].words}; or declare the fact`);
  if (types.some((other) => other !== type)) throw unfit(written, "a fact that is declared as the same type");
  return type;
}

/** The declared types of the facts on both sides; a list says nothing of its items. */
function declaredTypes(written: WrittenLeaf, declared: ReadonlyMap<string, FactType>): readonly ScalarType[] {
  const { operator, fact, other } = written;
  const sides = [fact, other].map((side, at) => [side && declared.get(side.name), operator.sides[at]] as const);
  if (sides.some(([type, depth]) => type && (type === "list") !== (depth !== 0)))
    throw unfit(written, "a fact that is declared as a list, or as none, as the operator takes it");
  return sides.map(([type]) => type).filter((type) => type !== undefined && type !== "list");
}

function undeclaredType({ operator, other, literal }: WrittenLeaf): ScalarType | undefined {
  const isGiven = other !== undefined || operator.readLiteral !== undefined || operator.types.length === 1;
  return isGiven ? operator.types[0] : naturalType(literal);
}

function readLiteral(written: WrittenLeaf, type: ScalarType): Cell {
  const { operator, literal } = written;
  const [, depth] = operator.sides;
  const cell = operator.readLiteral ? operator.readLiteral(literal) : readerOf(type, depth)(literal);
  if (countItems(literal, depth) > MAX_LITERAL_ITEMS) throw unfit(written, `at most ${MAX_LITERAL_ITEMS} items`);
  if (isComplete(cell) && (operator.fits?.(cell) ?? true)) return cell;
  throw unfit(written, operator.expected ?? `${depth === 0 ? "" : "a list of "}${scalarTypes[type].words}`);
}

function unfit({ operator, place }: WrittenLeaf, expected: string): PolicyError {
  const message = `at \`${shown(place)}\`, \`${operator.name}\` expects ${expected}`;
  return new PolicyError("rule_value_unfit", message, { path: `${place}/value`, operator: operator.name, expected });
}
