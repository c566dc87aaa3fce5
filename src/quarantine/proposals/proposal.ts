import type { CompiledContract } from "../../contracts/index.ts";
import type { Finding } from "../../foundation/index.ts";
import type { RepairOperation } from "../operations/operations.ts";

/** What might repair what a finding tells of: each list of operations is one way. Nothing is guessed: what no finding names is not proposed. */
export type Propose = (finding: Finding, compiled: CompiledContract) => readonly (readonly RepairOperation[])[];
