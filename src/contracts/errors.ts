import { type Finding, hasCode, IntegrityError, isIntegrityError } from "../foundation/index.ts";
import type { OverdueFacts } from "../foundation/silence.ts";

/** One failure of the contracts room per code; `details` holds its facts. */
export interface ContractsFailures {
  /** The document is not a contract of this format; `path` says where. */
  contract_malformed: { readonly path: string; readonly problem: string };
  /** The contract's schema, or an annotation in it, cannot be compiled. `path` points into the contract. */
  contract_schema_invalid: { readonly path: string; readonly problem: string };
  /** A pattern could keep a checker busy for longer than any event is worth. `path` points into the contract. */
  contract_pattern_unsafe: { readonly path: string; readonly pattern: string; readonly problem: string };
  /** The snapshot was taken under another contract: what it learned means nothing here. */
  snapshot_of_other_contract: { readonly expected: string; readonly actual: string };
  /** The document is not one of the Open Data Contract Standard, version 3. */
  odcs_malformed: { readonly path: string; readonly problem: string };
  /** A compiled module was made from another contract than the one that it is used for. */
  compiled_for_other: { readonly expected: string; readonly actual: string };
  /** The document is not a migration of this format; `path` says where. */
  migration_malformed: { readonly path: string; readonly problem: string };
  /** A step of a migration does not fit the data; `path` points into the data as it was before that step. */
  migration_refused: {
    readonly contract: string;
    readonly step: string;
    readonly path: string;
    readonly problem: string;
  };
  /** No migrations lead from the one version to the other. */
  migration_missing: { readonly contract: string; readonly from: string; readonly to: string };
  /** There is no such version of the contract. */
  version_unknown: { readonly contract: string; readonly version: string };
  /** Other bytes were published under this version already, and a published version never changes. */
  version_published: { readonly contract: string; readonly version: string; readonly digest: string };
  /** Whoever publishes neither owns the contract nor may do so for its owner. */
  publisher_not_owner: { readonly contract: string; readonly owner: string; readonly by: string };
  /** The version breaks what its compatibility mode promises, or it could not be shown that it does not. */
  version_incompatible: {
    readonly contract: string;
    readonly version: string;
    readonly status: string;
    readonly problem: string;
  };
  /** A URI by which another contract, or version, is named already. */
  dataschema_taken: { readonly dataschema: string; readonly contract: string; readonly version: string };
  /** A document of the registry is missing, unreadable, or not the one that was published. */
  registry_corrupt: { readonly path: string; readonly problem: string };
  /** Others published at the same time, again and again: nothing was written. */
  registry_busy: { readonly contract: string };
}

export class ContractsError<Code extends keyof ContractsFailures = keyof ContractsFailures> extends IntegrityError<
  Code,
  ContractsFailures[Code]
> {}

/** A document of this room that cannot be read, under the code of its kind; what is newer, or was told already, stays as it is. */
export function asMalformed(
  code: "contract_malformed" | "migration_malformed" | "odcs_malformed",
  error: unknown,
): unknown {
  if (!isIntegrityError(error) || error instanceof ContractsError || hasCode(error, "newer_format")) return error;
  const { path = "", problem = error.message } = error.details as { path?: string; problem?: string };
  return new ContractsError(code, error.message, { path, problem }, { cause: error });
}

/** What a schema rule said about one value. */
export type RuleFacts = {
  /** The rule's place in the contract's schema, as a URI fragment. */
  readonly rule: string;
  /** What belongs there. */
  readonly expected: string;
  /** Kind and size of what stands there: never the value itself. */
  readonly actual: string;
  /** The value in up to 60 characters; left out for fields classified confidential or personal. */
  readonly value?: string;
};

/** The two sides of a relation that does not hold. Amounts are left out where an input is confidential or personal. */
export type RelationFacts = {
  readonly relation: string;
  /** Pointers of the values that took part, into the event's data. */
  readonly inputs: readonly string[];
  /** Exact decimals, or the two times of an order; in up to 60 characters. */
  readonly left?: string;
  readonly right?: string;
  readonly difference?: string;
  /** How far apart the two may be. */
  readonly within?: string;
  /** How many times the one side the other is, where that is the factor between two units or packs: `60`, `1/1000`. */
  readonly factor?: string;
};

/** How a rule about many records is not kept. */
export type QualityFacts = {
  readonly rule: string;
  readonly metric: string;
  /** How many records were counted together. */
  readonly records: number;
  /** How many places or values were counted, and how many of them were bad. */
  readonly values: number;
  readonly bad: number;
  readonly atMostPercent: string;
};

/** How late an event came. */
export type LatenessFacts = {
  /** When it happened, as it says itself, and when it was first seen. */
  readonly time: string;
  readonly receivedAt: string;
  /** The freshness that its contract promises. */
  readonly freshness: string;
};

/** How the values of a field look like another unit. */
export type UnitFacts = {
  readonly declared: string;
  /** The unit that the values look like. */
  readonly looksLike: string;
  /** How many times larger the values have become, as a decimal. */
  readonly factor: string;
  /** What is added besides, where a factor is not all: degrees, or the hours by which times have moved. */
  readonly offset?: string;
  /** How many times likelier the last values are under the other unit than under the declared one, at most 1e12. */
  readonly odds: number;
  /** How many events in a row this rests on. */
  readonly values: number;
  /** The part of the stream whose values these are, where `x-strata` divides it and it may be told. */
  readonly among?: string;
};

/** How the last values and those before them look like two units, where nothing proves which are right. */
export type AmbiguousUnitFacts = UnitFacts & {
  /** Too few values came before, or some like the last ones were among them. */
  readonly because: "few before" | "seen before";
  /** Were the last values right: how many times as large those before them are, and the unit that they would be in. */
  readonly beforeFactor: string;
  readonly beforeLooksLike?: string;
};

/** How values come in other shares than before. */
export type DistributionFacts = {
  /** How many times likelier the last values are by the new shares than by the old ones, at most 1e12. */
  readonly odds: number;
  /** How many values it rests on, the last one being the last that was learned; and how many came before them. */
  readonly values: number;
  readonly before: number;
  /** Up to three shares that changed most: of a range of numbers, a text, or seconds between events. */
  readonly shares: readonly { readonly of: string; readonly before: string; readonly after: string }[];
};

/** How an event's shape differs from those accepted so far. Every list holds at most 20 paths, with `*` for items. */
export type ShapeFacts = {
  /** The same for every event that differs in the same way. */
  readonly change: string;
  /** The how-manieth event with this difference; the first one, 1, is its exhibit. */
  readonly occurrence: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly retyped: readonly { readonly path: string; readonly known: readonly string[]; readonly seen: string }[];
  readonly renamed: readonly { readonly from: string; readonly to: string; readonly because: string }[];
  /** Values of paths that were added or retyped, in up to 60 characters, as far as they may be told. An observer's only. */
  readonly examples?: readonly { readonly path: string; readonly value: string }[];
};

/** How a text is written, and how those before it at the same place were. */
export type TextStyleFacts = {
  /** Names of styles, or pictures of codes: `9` for digits, `A` for capitals, `a` for small letters. */
  readonly known: readonly string[];
  readonly seen: string;
  /** Texts that came before. */
  readonly texts: number;
  readonly example?: string;
};

/** A text at a place that had few of them. */
export type NewValueFacts = {
  /** Different texts that came before, and how many in all. */
  readonly known: number;
  readonly texts: number;
  readonly example?: string;
};

/** A word that comes again and again where numbers or times stand. */
export type SentinelFacts = {
  /** With `#` for digits. */
  readonly word: string;
  readonly times: number;
  /** Values at the place, with those words. */
  readonly among: number;
};

/** What this room has to say about an event's data, one row per code. */
export interface ContractsFindings {
  /** The data cannot be judged: too deep, too large, or not JSON. */
  data_unreadable: { readonly problem: string };
  /** A value has another type (`type`). */
  type_wrong: RuleFacts;
  /** A field that must be there is not (`required`, `dependentRequired`). */
  field_missing: RuleFacts;
  /** A field that nobody declared (`additionalProperties`, `unevaluatedProperties`, `false`). */
  field_unexpected: RuleFacts;
  /** A field's name breaks the rule for names (`propertyNames`). */
  field_name_wrong: RuleFacts;
  /** A value is none of those allowed (`enum`, `const`). */
  value_not_allowed: RuleFacts;
  /** A number is too small or too large (`minimum`, `maximum`, exclusive or not). */
  value_out_of_range: RuleFacts;
  /** A number is no multiple of its step (`multipleOf`). */
  value_not_multiple: RuleFacts;
  /** A text is too short or too long (`minLength`, `maxLength`). */
  length_out_of_range: RuleFacts;
  /** A list has too few or too many items, an object too few or too many members. */
  count_out_of_range: RuleFacts;
  /** A list has the same item twice (`uniqueItems`). */
  items_not_unique: RuleFacts;
  /** A list lacks an item of the kind it must have (`contains`). */
  item_missing: RuleFacts;
  /** A list has more items than its schema knows (`items`, `unevaluatedItems`). */
  item_unexpected: RuleFacts;
  /** A text is no date, time, decimal, URI … (`format`). */
  format_wrong: RuleFacts;
  /** A text does not match its pattern (`pattern`). */
  pattern_mismatch: RuleFacts;
  /** Matching the patterns would take longer than allowed: the texts are too long for them. */
  pattern_undecided: { readonly pattern: string; readonly length: number };
  /** Any other rule of the schema (`anyOf`, `oneOf`, `not`, `if`). */
  schema_violated: RuleFacts;
  /** A number has no unit, or one that is not known. */
  unit_unknown: RuleFacts;
  /** Fields that must agree do not. */
  relation_broken: RelationFacts;
  /** A source changed a field that another system owns. */
  field_not_owned: { readonly owner: string; readonly source: string };
  /** Among the last records more values are missing, not allowed or doubled than a quality rule lets pass. */
  quality_missed: QualityFacts;
  /** The event had happened longer ago than its contract's `sla.freshness` when it came. */
  event_late: LatenessFacts;
  /** There may be more problems than those listed: the list is full, or the data too large to look for all of them. */
  more_not_listed: { readonly limit: number };
  /** The event has another shape than those accepted so far. */
  shape_changed: ShapeFacts;
  /** More different paths, sources, or fields with a unit, than there is room for: new ones are no longer told apart. */
  shape_unbounded: { readonly limit: number; readonly of: "paths" | "fields with a unit" | "sources" };
  /** A text is written in another way than all before it at its place: another style of dates, a code of another form. */
  text_style_changed: TextStyleFacts;
  /** A text that a place of few different ones never had. */
  value_unfamiliar: NewValueFacts;
  /** A word seems to stand for "no value" among numbers or times. */
  sentinel_learned: SentinelFacts;
  /** A source has been silent for longer than was promised, or than it ever is. */
  source_overdue: OverdueFacts;
  /** The last values look like another unit: hold them until it is known. */
  unit_suspected: UnitFacts;
  /** The values are in another unit than declared. */
  unit_changed: UnitFacts;
  /** The last values look like another unit than those before, and neither are proven to be the right ones: hold them until it is known. */
  unit_ambiguous: AmbiguousUnitFacts;
  /** The numbers of a field are distributed otherwise than before, and no unit explains it. */
  distribution_changed: DistributionFacts;
  /** The categories of a field come in other shares than before. */
  mix_changed: DistributionFacts;
  /** Events come more often or more rarely than before. */
  rate_changed: DistributionFacts;
}

/** What an audit of a registry looks at. */
export interface ContractsChecks {
  /** A version's document is the one that was published. */
  version_unchanged: Record<string, never>;
  /** A migration is the one that was published. */
  migration_unchanged: Record<string, never>;
  /** The sealed statement beside a version verifies, and is about that version. */
  publication_signed: Record<string, never>;
}

/** What would make a contract safer that can be used as it is. */
export interface ContractsAdvice {
  /** An amount of money is a JSON number. */
  amount_as_number: Record<string, never>;
  /** A number whose name promises a unit has none. */
  unit_not_declared: Record<string, never>;
  /** A field that looks personal is not classified. */
  personal_not_marked: Record<string, never>;
  /** A text may be of any length. */
  text_unbounded: Record<string, never>;
  /** A list may be of any length. */
  list_unbounded: Record<string, never>;
  /** An object does not say whether it may have members that nobody declared. */
  object_open: Record<string, never>;
  /** The contract names no business key. */
  key_not_declared: Record<string, never>;
}

/** A finding of this room: `code` says which facts it has. */
export type ContractsFinding = {
  readonly [Code in keyof ContractsFindings]: Finding<Code, ContractsFindings[Code]>;
}[keyof ContractsFindings];
