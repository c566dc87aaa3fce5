import { type CompiledContract, createObserver, type Observer, restoreObserver } from "../contracts/index.ts";
import { type Finding, isJsonObject, type JsonValue } from "../foundation/index.ts";

/** Codes of what an observer finds beside a drift watch. */
const novelties: ReadonlySet<string> = new Set(["text_style_changed", "value_unfamiliar", "sentinel_learned"]);

/** Whether a finding tells of something that came for the first time: nothing wrong by itself, and known from then on. */
export const isNovelty = ({ code }: Finding): boolean => novelties.has(code);

/** Codes of what a drift watch finds in many events together. */
const shares: ReadonlySet<string> = new Set(["distribution_changed", "mix_changed", "rate_changed"]);

/** Whether a finding tells of many events, none of which is wrong by itself. */
export const isAboutMany = ({ code }: Finding): boolean => shares.has(code);

/** One source's data under one contract: a stream of more than 500 places is no stream of events. */
const bounds = { maxPaths: 500, maxSources: 1 };

/** An observer that goes on from what was saved; another version of the contract is learned from the beginning. */
export function restoreLooks(saved: JsonValue | undefined, contract: CompiledContract): Observer {
  const options = { contract, shapes: false };
  const fits = isJsonObject(saved) && saved.contract === contract.digest;
  return fits ? restoreObserver(saved, options) : createObserver({ ...options, ...bounds });
}
