import type { Finding } from "../foundation/index.ts";
import { patternsOf, type RepairPlan } from "./repair-plan.ts";

/** What a drift watch suspects, by how its codes begin: a person may know better. What breaks a contract is broken, whoever says otherwise. */
const suspicions = ["unit_", "shape_"] as const;

const suspicionOf = (code: string): string | undefined => suspicions.find((start) => code.startsWith(start));

/** Whether a person may say of what was found that it is right as it is. */
export const mayBeRight = ({ code }: Finding): boolean => suspicionOf(code) !== undefined;

/**
 * Whether a finding is no objection to a plan: one without operations sends events on as they are, and whoever approves it
 * has said that what they were suspected of, there and in this way, is right.
 */
export function isConfirmedBy({ operations, selection }: RepairPlan, finding: Finding): boolean {
  const suspicion = suspicionOf(finding.code);
  return (
    operations.length === 0 &&
    suspicion !== undefined &&
    selection.codes.some((code) => code.startsWith(suspicion)) &&
    patternsOf(finding).includes(selection.path)
  );
}
