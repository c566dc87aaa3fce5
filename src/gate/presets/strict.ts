import { observe } from "./observe.ts";
import type { Preset } from "./preset.ts";

/** Asks the same, and the answers bind. */
export const strict: Preset = { ...observe, mode: "enforce" };
