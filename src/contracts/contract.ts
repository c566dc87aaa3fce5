import {
  canonicalJson,
  digestJson,
  hasCode,
  isIntegrityError,
  type JsonObject,
  type Packs,
  parseJson,
  type Tier,
  tiers,
} from "../foundation/index.ts";
import {
  anyJson,
  closed,
  jsonObject,
  listOf,
  mapOf,
  matching,
  oneOf,
  readFormat,
  type Shape,
  satisfying,
} from "../foundation/shape.ts";
import { ContractsError } from "./errors.ts";
import { isPointer, isUnit, pointerShape, shortText, where } from "./shapes.ts";

/** Which versions must understand which (Confluent's seven modes). Stored; not yet enforced. */
export type CompatibilityMode =
  | "NONE"
  | "BACKWARD"
  | "BACKWARD_TRANSITIVE"
  | "FORWARD"
  | "FORWARD_TRANSITIVE"
  | "FULL"
  | "FULL_TRANSITIVE";

/** What may be exchanged, and what it means. People read it as *data contract*. */
export interface Contract {
  readonly formatVersion: 1;
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
  /** How many good events per 10,000 may be held by mistake. Stored; not yet enforced. */
  readonly falseAlarmsPer10000?: number;
}

const semanticVersion =
  /^(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})(?:-[0-9A-Za-z.-]{1,60})?(?:\+[0-9A-Za-z.-]{1,60})?$/;

/** What is withheld is a member with its salt; an item cannot be taken out of its list without moving the others. */
const endsAtMember = (text: string): boolean => text === "" || (isPointer(text) && !/\/(?:\*|\d+)$/.test(text));

const contractShape: Shape<Contract> = closed(
  {
    formatVersion: oneOf(1),
    id: matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "letters, digits, `.`, `_` or `-`, at most 100"),
    version: matching(semanticVersion, "a semantic version such as `1.0.0`"),
    owner: shortText,
    tier: oneOf(...tiers),
    schema: jsonObject,
  },
  {
    title: shortText,
    dataschema: matching(/^[A-Za-z][A-Za-z0-9+.-]*:\S{1,1000}$/, "an absolute URI"),
    compatibility: oneOf(
      "NONE",
      "BACKWARD",
      "BACKWARD_TRANSITIVE",
      "FORWARD",
      "FORWARD_TRANSITIVE",
      "FULL",
      "FULL_TRANSITIVE",
    ),
    redactable: listOf(satisfying('a pointer pattern that ends at a member\'s name, or `""`', endsAtMember)),
    packs: where(mapOf(shortText), (packs) => Object.keys(packs).length <= 200, "at most 200 packs"),
    businessKey: pointerShape,
    falseAlarmsPer10000: where(
      anyJson as Shape<number>,
      (rate) => typeof rate === "number" && rate >= 0 && rate <= 10_000,
      "a number from 0 to 10,000",
    ),
  },
);

/**
 * Reads the document around the schema. The result is a copy: what the caller changes later does not reach it.
 *
 * @throws {ContractsError} `contract_malformed`
 * @throws {FoundationError} `newer_format`
 */
export function readContract(json: unknown): Contract {
  try {
    const contract = readFormat("contract", 1, contractShape, parseJson(canonicalJson(json)));
    refusePacks(contract.packs ?? {});
    return contract;
  } catch (error) {
    throw asMalformed(error);
  }
}

function asMalformed(error: unknown): unknown {
  if (!isIntegrityError(error) || error instanceof ContractsError || hasCode(error, "newer_format")) return error;
  const { path = "", problem = error.message } = error.details as { path?: string; problem?: string };
  return new ContractsError("contract_malformed", error.message, { path, problem }, { cause: error });
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
