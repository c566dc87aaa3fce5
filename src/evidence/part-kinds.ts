/**
 * What a part of a bundle can be, and since which `formatVersion`. To add a kind, add a row here and in
 * `docs/formats/bundle.md`, and a check that looks at it: a kind without one belongs to the parts that are not checked.
 */
export const partKinds = {
  envelope: 1,
  log: 1,
  contract: 1,
  policy: 1,
  lineage: 1,
  note: 1,
  checkpoint: 2,
  consistency: 2,
  completeness: 2,
  keys: 2,
  sample: 2,
  statement: 2,
  withheld: 2,
} as const;

/** What a part of a bundle is; `docs/formats/bundle.md` lists them. */
export type PartKind = keyof typeof partKinds;

/** Whether a bundle of this version may be expected to be understood when it holds parts of this kind. */
export const isKnownKind = (kind: string, formatVersion: number): boolean =>
  Object.hasOwn(partKinds, kind) && partKinds[kind as PartKind] <= formatVersion;
