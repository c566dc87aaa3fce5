import { type Event, formatInstant } from "../../foundation/index.ts";
import type { RecordVersion } from "../../lineage/index.ts";
import { type Passage, REPAIR } from "../passage.ts";
import type { Stage } from "./stage.ts";

/** Where does the record come from? Its version is this event's statement; it was made from what caused it. */
export const lineage: Stage = {
  name: "lineage",
  run(passage, house) {
    const event = passage.event as Event;
    return {
      derivation: {
        formatVersion: 1,
        outputs: [recordOf(event, passage.statement as string)],
        inputs: inputsOf(passage, event),
        transformation: passage.repair
          ? { name: REPAIR, version: passage.repair.plan }
          : { name: `admit ${event.type}`.slice(0, 200), version: house.settings.name },
        at: formatInstant(passage.at),
      },
    };
  },
};

const MAX_NAME = 256;

/** The version of a record that an event tells. */
export const recordOf = (event: Event, statement: string): RecordVersion => ({
  system: event.source.slice(0, MAX_NAME),
  object: event.type.slice(0, MAX_NAME),
  key: (event.subject ?? event.id).slice(0, MAX_NAME),
  version: statement,
});

function inputsOf({ options: { derivedFrom } }: Passage, { source, causationid }: Event): readonly RecordVersion[] {
  if (derivedFrom) return derivedFrom;
  if (causationid === undefined) return [];
  return [
    {
      system: source.slice(0, MAX_NAME),
      object: "event",
      key: causationid.slice(0, MAX_NAME),
      version: causationid.slice(0, MAX_NAME),
    },
  ];
}
