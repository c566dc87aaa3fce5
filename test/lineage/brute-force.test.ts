import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLineage, type Derivation, type Lineage } from "../../src/lineage/index.ts";
import { derivation, nameOf, namesOf, version } from "./records.ts";

interface Row {
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
  readonly sequence: number;
}

/** Random derivations over twelve records, in any order of arrival: inputs always have smaller numbers, so no circle arises. */
const rows: fc.Arbitrary<readonly Row[]> = fc.array(
  fc
    .record({
      output: fc.integer({ min: 0, max: 11 }),
      second: fc.option(fc.integer({ min: 0, max: 11 }), { nil: undefined }),
      inputs: fc.uniqueArray(fc.nat(), { maxLength: 3 }),
      sequence: fc.integer({ min: 1, max: 9 }),
    })
    .map(({ output, second = output, inputs, sequence }) => {
      const outputs = [...new Set([output, second])];
      const lowest = Math.min(...outputs);
      const used = lowest === 0 ? [] : [...new Set(inputs.map((input) => input % lowest))];
      return { outputs: outputs.map((at) => `r${at}`), inputs: used.map((at) => `r${at}`), sequence };
    }),
  { minLength: 1, maxLength: 14 },
);

const toDerivation = ({ outputs, inputs, sequence }: Row): Derivation =>
  derivation(`${outputs.join(" ")} <- ${inputs.join(" ")}`, { sequence });

const lineageOf = (all: readonly Row[]): Lineage => {
  const lineage = createLineage();
  for (const row of all) lineage.record(toDerivation(row));
  return lineage;
};

const mentioned = (all: readonly Row[]): readonly string[] => [
  ...new Set(all.flatMap(({ outputs, inputs }) => [...outputs, ...inputs])),
];

/** Everything that one step, again and again, leads to from a record: the slow and obvious way. */
function closure(start: string, step: (name: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set([start]);
  for (const name of found) for (const next of step(name)) found.add(next);
  return found;
}
const madeBy = (all: readonly Row[], name: string) => all.filter(({ outputs }) => outputs.includes(name));
const usedBy = (all: readonly Row[], name: string) => all.filter(({ inputs }) => inputs.includes(name));
const ancestorsOf = (all: readonly Row[], start: string) =>
  closure(start, (name) => madeBy(all, name).flatMap(({ inputs }) => inputs));
const descendantsOf = (all: readonly Row[], start: string) =>
  closure(start, (name) => usedBy(all, name).flatMap(({ outputs }) => outputs));

const eachRecord = (check: (all: readonly Row[], lineage: Lineage, name: string) => void): void => {
  fc.assert(
    fc.property(rows, (all) => {
      const lineage = lineageOf(all);
      for (const name of mentioned(all)) check(all, lineage, name);
    }),
    { numRuns: 300, seed: 20_260_331 },
  );
};

describe("the same answers as the slow and obvious way", () => {
  it("for origins", () =>
    eachRecord((all, lineage, name) => {
      const ancestors = [...ancestorsOf(all, name)];
      const declared = ancestors.filter((record) => madeBy(all, record).some(({ inputs }) => inputs.length === 0));
      const undeclared = ancestors.filter((record) => madeBy(all, record).length === 0);
      const answer = lineage.origins(version(name));
      const trace = answer.status === "unknown" ? answer.found : answer.status === "proven" ? answer.value : undefined;
      expect(answer.status).toBe(undeclared.length === 0 ? "proven" : "unknown");
      expect(namesOf(trace?.origins).toSorted()).toEqual(declared.toSorted());
      expect(namesOf(trace?.undeclared).toSorted()).toEqual(undeclared.toSorted());
      expect(trace?.steps.length).toBe(
        all.filter(({ outputs }) => outputs.some((output) => ancestors.includes(output))).length,
      );
    }));

  it("for the order of the transformations: whatever made an input comes first", () =>
    eachRecord((_, lineage, name) => {
      const answer = lineage.origins(version(name));
      const steps =
        (answer.status === "unknown" ? answer.found?.steps : answer.status === "proven" && answer.value.steps) || [];
      steps.forEach((step, at) => {
        const later = steps.slice(at).flatMap(({ outputs }) => namesOf(outputs));
        for (const input of namesOf(step.inputs)) expect(later).not.toContain(input);
      });
    }));

  it("for impact", () =>
    eachRecord((all, lineage, name) => {
      const descendants = [...descendantsOf(all, name)].filter((record) => record !== name);
      for (const record of mentioned(all)) {
        lineage.consumed({ formatVersion: 1, consumer: record, record: version(record), at: "2026-03-31T09:00:00Z" });
      }
      const answer = lineage.impact(version(name));
      if (answer.status !== "proven") throw new Error("not proven");
      expect(namesOf(answer.value.derived).toSorted()).toEqual(descendants.toSorted());
      expect(answer.value.consumers.map(({ consumer }) => consumer).toSorted()).toEqual(
        [name, ...descendants].toSorted(),
      );
    }));

  it("for the first divergence, with derivations recorded late", () =>
    eachRecord((all, lineage, name) => {
      const ancestors = ancestorsOf(all, name);
      const onTheWay = all.filter(({ outputs }) => outputs.some((output) => ancestors.has(output)));
      // Whatever made a record had happened by the time that the record was used.
      const happenedBy = (row: Row): number =>
        Math.min(row.sequence, ...row.outputs.flatMap((output) => usedBy(onTheWay, output).map(happenedBy)));
      const since = (record: string): number =>
        Math.min(...[...madeBy(onTheWay, record), ...usedBy(onTheWay, record)].map(happenedBy));
      const isChanged = (record: string): boolean => Number(record.slice(1)) % 3 === 1;
      const changed = [...ancestors].filter(isChanged);
      const answer = lineage.firstDivergence(version(name), (record) => isChanged(nameOf(record)));
      const found = answer.status === "unknown" ? answer.found : answer.status === "proven" ? answer.value : undefined;
      if (changed.length === 0) return expect(found).toBeUndefined();
      if (!found) throw new Error("nothing found");
      const earliest = Math.min(...changed.map(since));
      expect(namesOf(found.changed).toSorted()).toEqual(changed.toSorted());
      expect(found.sequence ?? Number.POSITIVE_INFINITY).toBe(earliest);
      expect(since(nameOf(found.first))).toBe(earliest);
      const before = ancestorsOf(all, nameOf(found.first));
      const others = changed.filter((record) => record !== nameOf(found.first) && since(record) === earliest);
      expect(others.filter((record) => before.has(record))).toEqual([]);
      const between = onTheWay.filter(({ inputs }) =>
        inputs.some((input) => descendantsOf(onTheWay, nameOf(found.first)).has(input)),
      );
      expect(found.steps.length).toBe(between.length);
    }));

  it("in any order of arrival", () => {
    fc.assert(
      fc.property(
        rows.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length }))),
        ([all, shuffled]) => {
          const [first, second] = [lineageOf(all), lineageOf(shuffled)];
          for (const name of mentioned(all)) {
            const [one, other] = [first.origins(version(name)), second.origins(version(name))];
            expect(other.status).toBe(one.status);
            if (one.status !== "proven" || other.status !== "proven") continue;
            expect(namesOf(other.value.origins).toSorted()).toEqual(namesOf(one.value.origins).toSorted());
          }
        },
      ),
      { seed: 20_260_331 },
    );
  });
});

describe("a field and back again", () => {
  const fields = ["/a", "/b", "/b/c"];
  const fieldName = fc.constantFrom(...fields);
  const fieldMap = fc.dictionary(fieldName, fc.uniqueArray(fieldName, { maxLength: 2 }), { maxKeys: 3 });
  const named = (record: number) => fc.option(fieldName, { nil: "" }).map((field) => `r${record}${field}`);
  const chain = fc.array(
    fc.record({
      output: fc.integer({ min: 1, max: 6 }).chain((at) => fc.tuple(named(at), named(at - 1))),
      map: fc.option(fieldMap, { nil: undefined }),
    }),
    { minLength: 1, maxLength: 8 },
  );

  it("what a field comes from goes into that field", () => {
    fc.assert(
      fc.property(chain, (links) => {
        const lineage = createLineage();
        for (const [at, { output, map }] of links.entries()) {
          const transformation = { name: `t${at}`, version: "1", ...(map && { fields: map }) };
          lineage.record(derivation(output.join(" <- "), { transformation }));
        }
        for (const name of ["r6", "r5", "r4"].flatMap((record) => fields.map((field) => record + field))) {
          const back = lineage.origins(version(name));
          const trace = back.status === "unknown" ? back.found : back.status === "proven" ? back.value : undefined;
          for (const source of [...(trace?.undeclared ?? []), ...(trace?.origins ?? [])]) {
            if (nameOf(source) === name || source.key === version(name).key) continue;
            const on = lineage.impact(source);
            const derived = on.status === "proven" ? namesOf(on.value.derived) : [];
            const record = version(name).key;
            const field = version(name).field ?? "";
            const isReached = derived.some((other) => {
              const found = version(other);
              const path = found.field ?? "";
              return found.key === record && (path === "" || path.startsWith(field) || field.startsWith(path));
            });
            expect(isReached).toBe(true);
          }
        }
      }),
      { numRuns: 500, seed: 20_260_331 },
    );
  });
});
