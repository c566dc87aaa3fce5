import { describe, expect, it } from "vitest";
import { shipmentEtaChanged } from "../../src/catalog/index.ts";
import { compileContract, createDriftWatch } from "../../src/contracts/index.ts";
import { seededRandom } from "../../src/foundation/index.ts";

const compiled = compileContract(shipmentEtaChanged);

describe("a feed that goes from minutes to seconds", () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`is held from the third event on, although a message in minutes comes late in between (seed ${seed})`, () => {
      const random = seededRandom(seed);
      const minutes = (): number => Math.round(Math.exp(4.5 + 0.45 * random.normal()));
      const watch = createDriftWatch(compiled);
      for (let nr = 0; nr < 500; nr++) watch.learn({ shipment: "SHP-1", etaMinutes: minutes() });
      const passed = Array.from({ length: 100 }, (_, nr) => {
        const late = nr % 10 === 6;
        const data = { shipment: "SHP-1", etaMinutes: late ? minutes() : 60 * minutes() };
        const isHeld = watch.inspect(data).length > 0;
        if (!isHeld) watch.learn(data);
        return !isHeld && !late ? nr : -1;
      }).filter((nr) => nr >= 0);
      expect(passed).toEqual([0, 1]);
    });
  }
});
