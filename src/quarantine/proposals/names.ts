import { formatPointer, isJsonObject, parsePointer } from "../../foundation/index.ts";
import type { RepairOperation } from "../operations/operations.ts";
import type { Propose } from "./proposal.ts";

/** Members came under other names: back to those that the contract knows. */
export const proposeForNames: Propose = ({ facts: { renamed } }) => {
  const operations = (Array.isArray(renamed) ? renamed : []).flatMap(back);
  return operations.length > 0 ? [operations] : [];
};

function back(renamed: unknown): readonly RepairOperation[] {
  if (!isJsonObject(renamed)) return [];
  const [was, is] = [parsePointer(String(renamed.from)), parsePointer(String(renamed.to))];
  const name = was.at(-1);
  const isBeside = formatPointer(was.slice(0, -1)) === formatPointer(is.slice(0, -1));
  return isBeside && name !== undefined ? [{ op: "rename", path: formatPointer(is), to: name }] : [];
}
