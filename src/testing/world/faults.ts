/** What can be wrong in the world, and what the house is expected to do about it. */
export interface FaultKind {
  readonly kind: FaultName;
  /** For people: what was done. */
  readonly about: string;
}

/** What a fault is called in results. */
export type FaultName =
  | "altered_payload"
  | "forged_source"
  | "duplicate_delivery"
  | "unit_switch"
  | "renamed_field"
  | "broken_arithmetic"
  | "single_person_bank_change"
  | "lost_posting";

/** Every kind of fault that a world has. */
export const faultKinds: readonly FaultKind[] = [
  { kind: "altered_payload", about: "a signed order was changed on the way" },
  { kind: "forged_source", about: "a stranger signed in a carrier's name" },
  { kind: "duplicate_delivery", about: "the same message came again" },
  { kind: "unit_switch", about: "a carrier went from minutes to seconds" },
  { kind: "renamed_field", about: "a warehouse renamed a field unannounced" },
  { kind: "broken_arithmetic", about: "an order's value is not quantity × price" },
  { kind: "single_person_bank_change", about: "one person changed a bank account" },
  { kind: "lost_posting", about: "the ERP lost a goods receipt" },
];
