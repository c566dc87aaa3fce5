import { type Contract, fieldRules } from "../contracts/index.ts";
import { canonicalJson, digestJson, type Finding, parseJson } from "../foundation/index.ts";
import { closed, listOf, oneOf, readFormat, type Shape, text } from "../foundation/shape.ts";
import { type Capsule, type CapsuleContract, contractRef } from "./capsule.ts";
import {
  checkOperations,
  fieldsOf,
  operationShape,
  type RepairOperation,
  tellOperation,
} from "./operations/operations.ts";
import { instantText, orNull, shortText } from "./shapes.ts";

/** Which held events a plan is for: those of a source with such a finding. */
export interface RepairSelection {
  /** Codes of findings, any of which will do. */
  readonly codes: readonly string[];
  /** Where in the data, `*` for the items of lists. */
  readonly path: string;
  /** The event's `source`; every source when absent. */
  readonly source?: string;
}

/** What is to be done to held events, and who has to agree. The byte-exact page is `docs/formats/repair-plan.md`. */
export interface RepairPlan {
  readonly formatVersion: 1;
  /** The contract that they are to keep afterwards; `null` when they were held under none. */
  readonly contract: CapsuleContract | null;
  readonly selection: RepairSelection;
  /** In this order; none sends the events on as they are. */
  readonly operations: readonly RepairOperation[];
  /** Each of them has to approve: the owners of the fields that are changed, else the contract's. */
  readonly owners: readonly string[];
  readonly proposedBy: string;
  readonly proposedAt: string;
  /** Why, for people. */
  readonly reason: string;
}

/** Largest number of operations, and of codes. */
const MOST = 50;

const few =
  <Item>(items: Shape<readonly Item[]>): Shape<readonly Item[]> =>
  (value, path) =>
    Array.isArray(value) && value.length > MOST ? items("too many", path) : items(value, path);

const shape: Shape<RepairPlan> = closed({
  formatVersion: oneOf(1),
  contract: orNull(contractRef),
  selection: closed({ codes: few(listOf(shortText)), path: text }, { source: shortText }),
  operations: few(listOf(operationShape)),
  owners: few(listOf(shortText)),
  proposedBy: shortText,
  proposedAt: instantText,
  reason: shortText,
});

/** Reads a plan. @throws {FoundationError} `newer_format`, `format_malformed` */
export const parseRepairPlan = (value: unknown): RepairPlan => readFormat("repair plan", 1, shape, value);

/** Reads the JSON text of a plan, and whatever `parseJson` throws. */
export const readRepairPlan = (json: string | Uint8Array): RepairPlan => parseRepairPlan(parseJson(json));

/** The plan's canonical JSON. */
export const formatRepairPlan = (plan: RepairPlan): string => canonicalJson(plan);

/** What a plan is known by: SHA-256 of its canonical JSON, in hexadecimal. */
export const repairPlanDigest = (plan: RepairPlan): string => digestJson(plan).sha256;

/** What a plan does, for people: divide `/etaMinutes` by 60. */
export const tellRepairPlan = ({ operations }: Pick<RepairPlan, "operations">): string =>
  operations.length === 0 ? "send them on as they are" : operations.map(tellOperation).join(", then ");

/** Who has to agree to operations: the owner of every field that is changed, and the contract's owner where a field has none. */
export function ownersOf(operations: readonly RepairOperation[], contract: Contract): readonly string[] {
  const named = fieldsOf(operations).map((field) => fieldRules(contract, field).owners);
  const missing = named.length === 0 || named.some((owners) => owners.length === 0);
  return [...new Set([...named.flat(), ...(missing ? [contract.owner] : [])])].sort();
}

/** Refuses a plan that cannot be right under the contract it is to keep. @throws {QuarantineError} `factor_on_shifted_unit` */
export const checkRepairPlan = ({ operations }: RepairPlan, contract: Contract): void =>
  checkOperations(operations, contract);

/** Whether a plan is for a held event. */
export const isSelected = (capsule: Capsule, { codes, path }: RepairSelection): boolean =>
  capsule.findings.some((finding) => codes.includes(finding.code) && patternsOf(finding).includes(path));

/** The gate's findings point into the event, and a contract's into its data; a field of each line of a list is one field. */
export const patternsOf = ({ path }: Finding): readonly string[] => [
  toPattern(path),
  ...(path === "/data" || path.startsWith("/data/") ? [toPattern(path.slice("/data".length))] : []),
];

/** A pointer into data as a pattern: `/lines/3/price` becomes that of every line. */
export const toPattern = (path: string): string => path.replaceAll(/\/\d+(?=\/|$)/g, "/*");

/** A finding's place in the data of the event, as a pattern. */
export const placeInData = (finding: Finding): string => patternsOf(finding).at(-1) as string;
