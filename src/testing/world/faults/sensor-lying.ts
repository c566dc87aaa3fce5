import type { SeededRandom } from "../../../foundation/index.ts";
import { DAY_MS } from "../calendar.ts";
import { TEMPERATURE, tenths } from "../feeds/sensors.ts";
import { cleanDrafts, type Draft, dataOf, type Scene, sayInstead, takeSlot, victims } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidDuring, saidOf, together } from "./scoring.ts";

const kind = "sensor_lying";
/** Deliveries of episodes bear this name, and are counted by the episode. */
const member = "sensor_lying_for_days";
const EPISODES = 3;
const LENGTH_MS: number = 1.5 * DAY_MS;
/** What a common sensor says when it has just been switched on, and when its wire is broken. */
const impossible: readonly [number, number] = [85, -127];

/** A sensor says what cannot be, once; or it is some degrees off for days, which only its neighbours know. */
export const sensorLying: Fault = {
  kind,
  about: "a sensor said what cannot be, or was degrees off",
  knownBy: "watch",
  plant(scene, random) {
    for (let nr = 0; nr < EPISODES; nr++) lieForDays(scene, random);
    for (const one of victims(kind, cleanDrafts(scene, TEMPERATURE), { share: 0.003, random }))
      sayInstead(one, { ...dataOf(one), celsius: random.pick(impossible) });
  },
  caught: (truth, seen) =>
    together(saidOf(kind, "value_out_of_range")(truth, seen), saidDuring(kind, "reading_contradicted")(truth, seen)),
};

function lieForDays(scene: Scene, random: SeededRandom): void {
  const { sensors, from } = takeSlot(scene);
  const [on, until] = [`sensor/${random.pick(sensors)}`, from + LENGTH_MS];
  const off = random.pick([-1, 1]) * (2.5 + 2 * random.next());
  const isTold = ({ event, time }: Draft): boolean => event.source === on && from <= time && time < until;
  for (const one of cleanDrafts(scene, TEMPERATURE).filter(isTold)) {
    sayInstead(one, { ...dataOf(one), celsius: tenths(Number(dataOf(one).celsius) + off) });
    one.fault = member;
  }
  scene.plants.push({ kind, on, from, until });
}
