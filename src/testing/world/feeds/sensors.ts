import type { SeededRandom } from "../../../foundation/index.ts";
import type { Channel } from "../../../provenance/index.ts";
import { DAY_MS, DAYS, dayAt, FROM, HOUR_MS, UNTIL } from "../calendar.ts";
import { draft, type Scene } from "../scene.ts";
import type { Feed } from "./feed.ts";

export const TEMPERATURE = "temperature.recorded";
const SENSORS_PER_ROOM = 3;
const GATEWAY: Channel = { name: "mqtt:/cold-chain", method: "mtls", principal: "cold-chain" };
/** Days between two faults in a room, so that each is over before the next. */
const SLOT_DAYS = 2.5;
const FIRST_SLOT_DAY = 5;

/** Cold rooms with three sensors each, which report through a gateway about every hour. */
export const sensors: Feed = {
  name: "sensors",
  share: 0.32,
  fill(scene, random, count) {
    const perSensor = (DAYS * DAY_MS) / HOUR_MS;
    const rooms = Math.max(1, Math.round(count / (perSensor * SENSORS_PER_ROOM)));
    const readings = Math.max(1, Math.floor(count / (rooms * SENSORS_PER_ROOM)));
    for (let room = 1; room <= rooms; room++) furnish(scene, random, { room: `room-${room}`, readings });
    shuffle(scene.slots, random);
  },
};

/** Time between two readings of a sensor in a world of so many events, in milliseconds. */
export function readingInterval(events: number): number {
  const count = Math.round(sensors.share * events);
  const rooms = Math.max(1, Math.round(count / (((DAYS * DAY_MS) / HOUR_MS) * SENSORS_PER_ROOM)));
  return (DAYS * DAY_MS) / Math.max(1, Math.floor(count / (rooms * SENSORS_PER_ROOM)));
}

function furnish(
  scene: Scene,
  random: SeededRandom,
  { room, readings }: { readonly room: string; readonly readings: number },
): void {
  const names = ["a", "b", "c"].map((letter) => `${room}/${letter}`) as [string, ...string[]];
  const interval = (DAYS * DAY_MS) / readings;
  const phase = random.next() * 2 * Math.PI;
  for (const [place, sensor] of names.entries()) {
    // No two thermometers agree to the last tenth.
    const own = 0.3 * random.normal();
    for (let nr = 0; nr < readings; nr++) {
      const time = Math.floor(FROM + (nr + (place + random.next()) / (2 * SENSORS_PER_ROOM)) * interval);
      if (time >= UNTIL) continue;
      const celsius = tenths(climate(time, phase) + own + 0.25 * random.normal());
      const data = { sensor, room, celsius };
      scene.drafts.push(
        draft({ source: `sensor/${sensor}`, type: TEMPERATURE, subject: sensor, time, data }, { channel: GATEWAY }),
      );
    }
  }
  for (let day = FIRST_SLOT_DAY; day + SLOT_DAYS <= DAYS; day += SLOT_DAYS)
    scene.slots.push({ room, sensors: names, from: dayAt(day) });
}

/** A cold room: five degrees, a little more in the afternoon. */
const climate = (time: number, phase: number): number => 5 + 0.8 * Math.sin((2 * Math.PI * time) / DAY_MS + phase);

export const tenths = (value: number): number => Math.round(value * 10) / 10;

function shuffle<Item>(items: Item[], random: SeededRandom): void {
  for (let at = items.length - 1; at > 0; at--) {
    const other = random.integer(0, at);
    [items[at], items[other]] = [items[other] as Item, items[at] as Item];
  }
}
