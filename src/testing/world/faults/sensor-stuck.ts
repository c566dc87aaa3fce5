import { DAY_MS } from "../calendar.ts";
import { TEMPERATURE } from "../feeds/sensors.ts";
import { cleanDrafts, dataOf, sayInstead, takeSlot } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidDuring } from "./scoring.ts";

const kind = "sensor_stuck";
const EPISODES = 3;
const LENGTH_MS: number = 1.5 * DAY_MS;

export const sensorStuck: Fault = {
  kind,
  about: "a sensor repeated its last value for a day and a half",
  knownBy: "watch",
  plant(scene, random) {
    for (let nr = 0; nr < EPISODES; nr++) {
      const { sensors, from } = takeSlot(scene);
      const [on, until] = [`sensor/${random.pick(sensors)}`, from + LENGTH_MS];
      const said = cleanDrafts(scene, TEMPERATURE).filter(
        ({ event, time }) => event.source === on && from <= time && time < until,
      );
      for (const one of said) {
        sayInstead(one, { ...dataOf(one), celsius: dataOf(said[0] as typeof one).celsius ?? null });
        one.fault = kind;
      }
      scene.plants.push({ kind, on, from, until });
    }
  },
  caught: saidDuring(kind, "reading_stuck"),
};
