import type { JsonValue } from "../../../foundation/index.ts";
import type { ContractsFinding } from "../../errors.ts";
import type { Detector, DetectorOptions } from "../detector.ts";
import type { PathNode } from "../paths.ts";
import { tellFirst } from "../tell-first.ts";
import { type Change, changeOf } from "./change.ts";
import { ARRIVALS, describeChange } from "./describe.ts";
import { beginAnew, type MixField, sampleOf, startField, takeSample } from "./fields.ts";
import { type MixSnapshot, MOST_CHANGES, MOST_MIXES, nothingSaved, restoreMix, saveChange, saveMix } from "./saved.ts";
import type { Sample } from "./symbols.ts";

/** This detector's place among those that keep something at a path. */
const SLOT = 3;
/** Share of the last events that may have been held: what is left of more is no fair part of them. And the share of one event in it. */
const MOST_HELD = 0.02;
const ONE_EVENT = 1 / 64;

/**
 * Watches in which shares values come: parts of a range of numbers, categories, times between events. It asks what was
 * accepted only, so that another unit is told as that; and it tells a change with the next event, because what has
 * changed is many events and no single one.
 */
export function createMixDetector({ suspectAt, places }: DetectorOptions, saved: MixSnapshot = nothingSaved): Detector {
  const fields = new Map(saved.fields.map((field) => [field.path, restoreMix(field)]));
  let [changes, before]: [readonly Change[], readonly Change[]] = [saved.changes, saved.changes];
  let arrived = saved.arrived;
  let [held, heldBefore] = [saved.held, saved.held];
  let event = 0;
  let known = { fields: fields.size, suspectAt: suspectAt(fields.size) };

  /** The more fields there are, the more each has to show. */
  const convincing = (): number => {
    if (known.fields !== fields.size) known = { fields: fields.size, suspectAt: suspectAt(fields.size) };
    return known.suspectAt;
  };
  const findOrAdd = (path: string): MixField | undefined => {
    const known = fields.get(path);
    if (known || fields.size >= MOST_MIXES) return known;
    const field = startField(path);
    fields.set(path, field);
    return field;
  };
  const fieldOf = (node: PathNode): MixField | undefined => {
    const field = (node.slots[SLOT] as MixField | undefined) ?? findOrAdd(node.pattern);
    node.slots[SLOT] = field;
    return field;
  };
  /** One event has one vote, however many items its lists have. */
  const isAsked = (field: MixField): boolean => !field.isFree && field.event !== event;
  const take = (field: MixField, sample: Sample): void => {
    if (!takeSample(field, sample, held > MOST_HELD ? undefined : convincing())) return;
    if (changes.length < MOST_CHANGES) changes = [...changes, changeOf(field)];
    beginAnew(field);
  };
  const tell = (change: Change, data: JsonValue): ContractsFinding =>
    describeChange(change, change.path === ARRIVALS ? "" : tellFirst(data, change.path, places));
  return {
    conclude: (data) => {
      before = changes;
      if (changes.length === 0) return none;
      const found = changes.map((change) => tell(change, data));
      changes = [];
      return found;
    },
    judged: (isHeld) => {
      heldBefore = held;
      held += ONE_EVENT * ((isHeld ? 1 : 0) - held);
    },
    arrive: (at) => {
      event += 1;
      const field = at === undefined ? undefined : findOrAdd(ARRIVALS);
      if (field && at !== undefined && arrived !== undefined) take(field, Math.max(0, at - arrived) / 1_000);
      arrived = at ?? arrived;
    },
    learn: (node, type, value) => {
      const known = node.slots[SLOT] as MixField | undefined;
      if (known && !isAsked(known)) return;
      // What was counted is kept with evidence, which is shown to outsiders.
      const sample = node.place.hidden ? undefined : sampleOf(type, value);
      const field = sample === undefined ? undefined : fieldOf(node);
      if (!field || !isAsked(field)) return;
      field.event = event;
      take(field, sample as Sample);
    },
    snapshot: (when) =>
      fields.size === 0 && arrived === undefined
        ? undefined
        : {
            fields: [...fields.values()].map(saveMix),
            changes: (when === "now" ? changes : before).map(saveChange),
            held: when === "now" ? held : heldBefore,
            ...(arrived !== undefined && { arrived }),
          },
  };
}

const none: readonly ContractsFinding[] = [];
