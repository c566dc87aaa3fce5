import { type Mode, newSwitch, parseStreamSwitch, type StreamSwitch } from "../evidence/index.ts";
import { formatInstant } from "../foundation/index.ts";
import { predicateType, statementOf, streamSwitchPredicate } from "../provenance/index.ts";
import { GateError } from "./errors.ts";
import type { House } from "./house.ts";

/** That a stream is to be observed, or enforced, from now on. */
export interface SwitchChange {
  /** The stream's name in the configuration. */
  readonly stream: string;
  readonly mode: Mode;
  /** Who switches it. */
  readonly by: string;
  /** SHA-256 of the bytes of the configuration that is to hold from now on, in hexadecimal. */
  readonly configuration: string;
}

/** Seals that a stream was switched, and writes it into the ledger and the log. */
export async function recordSwitch(change: SwitchChange, house: House): Promise<StreamSwitch> {
  const { stream, mode, by, configuration } = change;
  const at = formatInstant(house.settings.clock.now());
  const predicate = parseStreamSwitch({ formatVersion: 1, at, stream, mode, by, configuration });
  const subject = { name: "configuration", digest: { sha256: configuration } };
  const sealed = await house.seal(predicateType(streamSwitchPredicate), [subject], { ...predicate });
  const result = await house.committer.commit({
    statements: [sealed],
    size: 6 * sealed.payload.length,
    writes: (index) => [newSwitch({ sealed, index })],
  });
  if (!result.committed) throw new GateError("log_busy", "another process wrote the same entry: try again", {});
  return predicate;
}

/** Every switch that was recorded, oldest first. */
export async function switchesOf({ ledger }: Pick<House, "ledger">): Promise<readonly StreamSwitch[]> {
  const switches: StreamSwitch[] = [];
  for await (const { sealed } of ledger.switches()) switches.push(parseStreamSwitch(statementOf(sealed).predicate));
  return switches;
}
