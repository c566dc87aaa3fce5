import { canonicalJson, type JsonValue, parseJson } from "../../foundation/index.ts";
import { closed, listOf, oneOf, readFormat, type Shape } from "../../foundation/shape.ts";
import { idShape, versionShape } from "../contract.ts";
import { asMalformed, ContractsError } from "../errors.ts";
import { where } from "../shapes.ts";
import { memberPattern } from "./operations/operation.ts";
import { invertStep, type MigrationStep, stepShape } from "./operations/table.ts";

/**
 * How data of one version of a contract becomes data of another, and back. It holds operations of a closed set and no
 * code. The byte-exact page is `docs/formats/migration.md`.
 */
export interface Migration {
  readonly formatVersion: 1;
  /** Id of the contract. */
  readonly contract: string;
  readonly from: string;
  readonly to: string;
  readonly up: readonly MigrationStep[];
  /** Default: the steps of `up` taken back, the last one first. Needed where one of them has no exact inverse. */
  readonly down?: readonly MigrationStep[];
  /** What does not survive, by pointer patterns: `up` into data of `from`, `down` into data of `to`. */
  readonly loses?: { readonly up?: readonly string[]; readonly down?: readonly string[] };
}

const MOST_STEPS = 500;
const steps = where(listOf(stepShape), ({ length }) => length <= MOST_STEPS, `at most ${MOST_STEPS} steps`);
const lost = where(listOf(memberPattern), ({ length }) => length <= MOST_STEPS, `at most ${MOST_STEPS} places`);

const migrationShape: Shape<Migration> = closed(
  { formatVersion: oneOf(1), contract: idShape, from: versionShape, to: versionShape, up: steps },
  { down: steps, loses: closed({}, { up: lost, down: lost }) },
);

/**
 * Reads a migration that somebody else wrote. The result is a copy.
 *
 * @throws {ContractsError} `migration_malformed`
 * @throws {FoundationError} `newer_format`
 */
export function parseMigration(json: unknown): Migration {
  try {
    const read = readFormat("migration", 1, migrationShape, parseJson(canonicalJson(json as JsonValue)));
    if (read.from === read.to) throw malformed("/to", "expected another version than `from`");
    stepsDown(read);
    return read;
  } catch (error) {
    throw asMalformed("migration_malformed", error);
  }
}

/** The way back: as it is written, or the way up taken back. @throws {ContractsError} `migration_malformed` */
export const stepsDown = ({ up, down }: Migration): readonly MigrationStep[] => down ?? up.map(takenBack).reverse();

function takenBack(step: MigrationStep, at: number): MigrationStep {
  const inverse = invertStep(step);
  if (inverse) return inverse;
  throw malformed(
    `/up/${at}`,
    `\`${step.op}\` cannot be taken back exactly: write \`down\`, and what is lost in \`loses\``,
  );
}

const malformed = (path: string, problem: string): ContractsError =>
  new ContractsError("migration_malformed", `not a migration: at \`${path}\`, ${problem}`, { path, problem });
