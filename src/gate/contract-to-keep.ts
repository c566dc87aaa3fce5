import type { CompiledContract } from "../contracts/index.ts";
import type { Event } from "../foundation/index.ts";
import { versionNamed } from "../quarantine/index.ts";
import type { House } from "./house.ts";

/** The contract that an event has to keep once it is repaired: its own, or the known version of the one that it names. */
export function contractToKeep(event: Event, { contractFor, contracts }: House): CompiledContract | undefined {
  const named = versionNamed(event.dataschema ?? "");
  return contractFor(event) ?? (named && contracts.newest(named.contract));
}
