import type { Mode } from "../../evidence/index.ts";
import type { Stage } from "../stages/stage.ts";

/** How a stream is treated: which questions are asked, and whether the answers bind. */
export interface Preset {
  readonly mode: Mode;
  readonly stages: readonly Stage[];
}
