import { closed, instant, oneOf, readFormat, sha256, text } from "../foundation/shape.ts";
import type { Mode } from "./admission.ts";

/** That somebody switched a stream between observing and enforcing, as it is sealed. See `docs/formats/stream-switch.md`. */
export interface StreamSwitch {
  readonly formatVersion: 1;
  readonly at: string;
  /** The stream's name in the configuration. */
  readonly stream: string;
  readonly mode: Mode;
  /** Who did it, by their own account. */
  readonly by: string;
  /** SHA-256 of the configuration that holds from then on. */
  readonly configuration: string;
}

const mode = oneOf("observe", "enforce");
const shape = closed({ formatVersion: oneOf(1), at: instant, stream: text, mode, by: text, configuration: sha256 });

/** @throws {FoundationError} `newer_format`, `format_malformed` */
export const parseStreamSwitch = (value: unknown): StreamSwitch => readFormat("stream switch", 1, shape, value);
