import {
  canonicalJson,
  digestJson,
  isJsonObject,
  type JsonObject,
  type Packs,
  parseJson,
  type Tier,
  tiers,
} from "../foundation/index.ts";
import {
  anyJson,
  closed,
  countFrom,
  finite,
  jsonObject,
  listOf,
  mapOf,
  matching,
  oneOf,
  readFormat,
  type Shape,
  satisfying,
} from "../foundation/shape.ts";
import { asMalformed, ContractsError } from "./errors.ts";
import { type QualityRule, qualityShape } from "./quality/rule.ts";
import { isPointer, isUnit, pointerShape, shortText, where } from "./shapes.ts";
import { type Sla, slaShape } from "./sla.ts";

export const compatibilityModes = [
  "NONE",
  "BACKWARD",
  "BACKWARD_TRANSITIVE",
  "FORWARD",
  "FORWARD_TRANSITIVE",
  "FULL",
  "FULL_TRANSITIVE",
] as const;

/** Which versions must understand which (Confluent's seven modes). The registry asks its checker when one is published. */
export type CompatibilityMode = (typeof compatibilityModes)[number];

/** What may be exchanged, and what it means. People read it as *data contract*. */
export interface Contract {
  /** 2 where one of the members is there that came with it: `sla`, `quality`, `holdBudget`, `x-key` or `x-strata` in the schema. 1 is read as before. */
  readonly formatVersion: 1 | 2;
  /** Such as `shipment-eta`: letters, digits, `.`, `_`, `-`. */
  readonly id: string;
  /** Semantic version 2.0.0. */
  readonly version: string;
  /** Who answers for it. */
  readonly owner: string;
  readonly title?: string;
  /** How much harm a wrong event of this kind can do. */
  readonly tier: Tier;
  /** The absolute URI that events carry as `dataschema`. Default `urn:contract:<id>:<version>`. */
  readonly dataschema?: string;
  /** Default BACKWARD. */
  readonly compatibility?: CompatibilityMode;
  /** JSON Schema 2020-12 (or 2019-09, draft-07 by `$schema`) with our annotations. */
  readonly schema: JsonObject;
  /** Pointers of members that may be withheld from an auditor, `*` for every item; `""` is the whole of the data. */
  readonly redactable?: readonly string[];
  /** Packs as units: `{ "case": "12 EA" }`. */
  readonly packs?: Packs;
  /** Where the business key stands in the data. */
  readonly businessKey?: string;
  /** How many good events per 10,000 may be suspected of drift by mistake: what the watch demands follows. Default 0.1. */
  readonly falseAlarmsPer10000?: number;
  /** How fresh and how complete the events are promised to come. Since version 2. */
  readonly sla?: Sla;
  /** What must hold over many records: shares of values that are missing, not allowed or doubled. Since version 2. */
  readonly quality?: readonly QualityRule[];
  /**
   * How many of the events may be held because they look changed, in percent of those of the last minutes. A gate keeps to
   * it where its stream names no other. Since version 2.
   */
  readonly holdBudget?: { readonly percent?: number; readonly minutes?: number };
}

const semanticVersion =
  /^(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})(?:-[0-9A-Za-z.-]{1,60})?(?:\+[0-9A-Za-z.-]{1,60})?$/;

/** What is withheld is a member with its salt; an item cannot be taken out of its list without moving the others. */
const endsAtMember = (text: string): boolean => text === "" || (isPointer(text) && !/\/(?:\*|\d+)$/.test(text));

export const idShape: Shape<string> = matching(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
  "letters, digits, `.`, `_` or `-`, at most 100",
);
export const versionShape: Shape<string> = matching(semanticVersion, "a semantic version such as `1.0.0`");

const holdBudgetShape: Shape<NonNullable<Contract["holdBudget"]>> = closed(
  {},
  {
    percent: where(finite, (percent) => percent >= 0 && percent <= 100, "a number from 0 to 100"),
    // Minutes are counted one by one: a day of them is enough.
    minutes: countFrom(1, 1_440),
  },
);

const required = {
  id: idShape,
  version: versionShape,
  owner: shortText,
  tier: oneOf(...tiers),
  schema: jsonObject,
};

const optional = {
  title: shortText,
  dataschema: matching(/^[A-Za-z][A-Za-z0-9+.-]*:\S{1,1000}$/, "an absolute URI"),
  compatibility: oneOf(...compatibilityModes),
  redactable: listOf(satisfying('a pointer pattern that ends at a member\'s name, or `""`', endsAtMember)),
  packs: where(mapOf(shortText), (packs) => Object.keys(packs).length <= 200, "at most 200 packs"),
  businessKey: pointerShape,
  falseAlarmsPer10000: where(
    anyJson as Shape<number>,
    (rate) => typeof rate === "number" && rate >= 0 && rate <= 10_000,
    "a number from 0 to 10,000",
  ),
};

const version1: Shape<Contract> = closed({ ...required, formatVersion: oneOf(1) }, optional);
const version2: Shape<Contract> = closed(
  { ...required, formatVersion: oneOf(2) },
  { ...optional, sla: slaShape, quality: qualityShape, holdBudget: holdBudgetShape },
);

/** The newest format of contracts that this release reads. */
const NEWEST = 2;
const contractShape: Shape<Contract> = (value, path) =>
  (isJsonObject(value) && value.formatVersion === NEWEST ? version2 : version1)(value, path);

/**
 * Reads the document around the schema. The result is a copy: what the caller changes later does not reach it.
 *
 * @throws {ContractsError} `contract_malformed`
 * @throws {FoundationError} `newer_format`
 */
export function readContract(json: unknown): Contract {
  try {
    const contract = readFormat("contract", NEWEST, contractShape, parseJson(canonicalJson(json)));
    refusePacks(contract.packs ?? {});
    return contract;
  } catch (error) {
    throw asMalformed("contract_malformed", error);
  }
}

function refusePacks(packs: Packs): void {
  for (const name of Object.keys(packs)) {
    if (isUnit(name, {})) throw badPack(name, "is the name of a unit already: choose another");
    if (!isUnit(name, packs)) throw badPack(name, "must say how many of a known unit, such as `12 EA`");
  }
}

function badPack(name: string, problem: string): ContractsError {
  const shown = name.slice(0, 60);
  return new ContractsError("contract_malformed", `pack \`${shown}\` ${problem}`, { path: `/packs/${shown}`, problem });
}

/** What identifies a contract: SHA-256 of its canonical JSON, in hexadecimal. */
export const contractDigest = (contract: Contract): string => digestJson(contract).sha256;

/** The absolute URI by which events name the contract: its own, or one made of id and version. */
export const contractDataschema = ({ id, version, dataschema }: Contract): string =>
  dataschema ?? `urn:contract:${id}:${version}`;
