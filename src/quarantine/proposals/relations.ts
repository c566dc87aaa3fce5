import { toPattern } from "../repair-plan.ts";
import type { Propose } from "./proposal.ts";
import { byFactor } from "./units.ts";

/** One side of a relation is a known number of times the other: any of its inputs may be at fault, in either direction. */
export const proposeForRelation: Propose = ({ facts }, compiled) => {
  const { factor, inputs } = facts as { readonly factor?: unknown; readonly inputs?: unknown };
  if (typeof factor !== "string" || !Array.isArray(inputs)) return [];
  const patterns = [...new Set(inputs.map((input) => toPattern(String(input))))];
  return patterns.flatMap((path) =>
    [factor, inverse(factor)].flatMap((times) => {
      const operation = byFactor(path, times, compiled);
      return operation ? [[operation]] : [];
    }),
  );
};

const inverse = (factor: string): string => (factor.startsWith("1/") ? factor.slice(2) : `1/${factor}`);
