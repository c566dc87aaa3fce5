import { canonicalJson } from "../foundation/index.ts";
import type { Condition, LeafCondition } from "./condition.ts";
import { readDeclarations } from "./declaration.ts";
import { severityOf } from "./effect.ts";
import { parseFactPath } from "./fact-path.ts";
import { compileLeaf, type Surroundings } from "./leaf.ts";
import { allOf, anyOf, leafEvaluation, notOf, slotNode } from "./node.ts";
import { compileObligation } from "./obligation.ts";
import type { CompiledRule, Node, Program, Slot } from "./program.ts";
import { givenReadings, type Reading } from "./reading.ts";
import type { PolicyDocument, Rule } from "./rule.ts";

/** @throws {PolicyError} `rule_value_unfit` */
export function compileProgram(document: PolicyDocument): Program {
  const builder = createBuilder(document);
  const rules = document.rules.map((rule, at) => ({ rule, compiled: compileRule(rule, `/rules/${at}`, builder) }));
  rules.sort((left, right) => (right.rule.priority ?? 1) - (left.rule.priority ?? 1));
  return {
    readings: builder.readings.rows,
    slots: builder.slots.rows,
    rules: rules.map(({ compiled }) => compiled),
  };
}

interface Builder extends Surroundings {
  readonly conditions: Readonly<Record<string, Condition>>;
  readonly readings: Table<Reading>;
  readonly slots: Table<Slot>;
}

function createBuilder({ facts = {}, conditions = {} }: PolicyDocument): Builder {
  const readings = createTable<Reading>();
  const numberOfReading = (reading: Reading): number =>
    readings.numberOf(`${reading.name} ${reading.type} ${reading.depth}`, () => reading);
  givenReadings.forEach(numberOfReading);
  return { declared: readDeclarations(facts), conditions, readings, numberOfReading, slots: createTable() };
}

/** Rows with numbers; one that is asked for again under the same key keeps its number. */
interface Table<Row> {
  readonly rows: readonly Row[];
  readonly numberOf: (key: string, make: () => Row) => number;
}

function createTable<Row>(): Table<Row> {
  const rows: Row[] = [];
  const numbers = new Map<string, number>();
  const add = (key: string, row: Row): number => {
    const at = rows.push(row) - 1;
    numbers.set(key, at);
    return at;
  };
  return { rows, numberOf: (key, make) => numbers.get(key) ?? add(key, make()) };
}

function compileRule({ name, conditions, event }: Rule, place: string, builder: Builder): CompiledRule {
  return {
    name,
    effect: event.type,
    severity: severityOf(event.type),
    sentence: event.params?.sentence,
    node: compileCondition(conditions, `${place}/conditions`, builder),
    obligations: (event.params?.obligations ?? []).map(compileObligation),
  };
}

function compileCondition(condition: Condition, place: string, builder: Builder): Node {
  if ("all" in condition) return allOf(compileList(condition.all, `${place}/all`, builder));
  if ("any" in condition) return anyOf(compileList(condition.any, `${place}/any`, builder));
  if ("not" in condition) return notOf(compileCondition(condition.not, `${place}/not`, builder));
  return "condition" in condition
    ? compileNamed(condition.condition, builder)
    : compileComparison(condition, place, builder);
}

const compileList = (conditions: readonly Condition[], place: string, builder: Builder): readonly Node[] =>
  conditions.map((condition, at) => compileCondition(condition, `${place}/${at}`, builder));

const compileNamed = (name: string, builder: Builder): Node =>
  slotNode(
    builder.slots.numberOf(`condition ${name}`, () => {
      const node = compileCondition(builder.conditions[name] as Condition, `/conditions/${name}`, builder);
      return { kind: "named", name, node, evaluate: node.evaluate };
    }),
  );

function compileComparison(condition: LeafCondition, place: string, builder: Builder): Node {
  const { fact, path, operator, value = true } = condition;
  const key = canonicalJson([parseFactPath(fact, path).name, operator, value]);
  return slotNode(
    builder.slots.numberOf(key, () => {
      const leaf = compileLeaf(condition, place, builder);
      return { kind: "leaf", leaf, evaluate: leafEvaluation(leaf) };
    }),
  );
}
