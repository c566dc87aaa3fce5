import { digestJson, type JsonValue } from "../../foundation/index.ts";
import { ContractsError } from "../errors.ts";
import { measureData } from "../schema/readable.ts";
import { placeName, shorten } from "../text.ts";
import { StepProblem } from "./change.ts";
import { type Migration, parseMigration, stepsDown } from "./migration.ts";
import { compileStep, type MigrationStep } from "./operations/table.ts";

/** Up leads to the newer version. */
export type Direction = "up" | "down";

/** A migration that is ready to be used. */
export interface CompiledMigration {
  readonly migration: Migration;
  /** SHA-256 of its canonical JSON. */
  readonly digest: string;
  /** Changed data; what was handed in stays as it is. @throws {ContractsError} `migration_refused` */
  readonly apply: (direction: Direction, data: JsonValue) => JsonValue;
}

/** Reads each step once. @throws {ContractsError} `migration_malformed` @throws {FoundationError} `newer_format` */
export function compileMigration(document: Migration): CompiledMigration {
  const migration = parseMigration(document);
  const ways = {
    up: compileSteps(migration.contract, "up", migration.up),
    down: compileSteps(migration.contract, "down", stepsDown(migration)),
  };
  return { migration, digest: digestJson(migration).sha256, apply: (direction, data) => ways[direction](data) };
}

function compileSteps(
  contract: string,
  direction: Direction,
  steps: readonly MigrationStep[],
): (data: JsonValue) => JsonValue {
  const compiled = steps.map((step, at) => {
    const change = compileStep(step);
    return (data: JsonValue) => tellStep(() => change(data), contract, `${direction}/${at}`);
  });
  return (data) => {
    const size = measureData(data);
    if (typeof size === "string") throw refused(contract, direction, new StepProblem("", size));
    return compiled.reduce((current, change) => change(current), data);
  };
}

function tellStep(change: () => JsonValue, contract: string, step: string): JsonValue {
  try {
    return change();
  } catch (problem) {
    if (problem instanceof StepProblem) throw refused(contract, step, problem);
    throw problem;
  }
}

function refused(contract: string, step: string, { path, message }: StepProblem): ContractsError {
  const place = placeName(path);
  return new ContractsError(
    "migration_refused",
    `migration of \`${contract}\`, step ${step}: at ${place}, ${message}`,
    {
      contract,
      step,
      path: shorten(path),
      problem: message,
    },
  );
}
