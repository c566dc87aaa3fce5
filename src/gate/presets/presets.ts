import type { PresetName } from "../settings.ts";
import { observe } from "./observe.ts";
import type { Preset } from "./preset.ts";
import { strict } from "./strict.ts";

/** Every way to treat a stream. To add one, write its file and list it here and in {@link PresetName}. */
export const presets: Readonly<Record<PresetName, Preset>> = { observe, strict };
