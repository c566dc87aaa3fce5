import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/foundation/index.ts";
import { createReadingWatch } from "../../src/watch/index.ts";

const HOUR = 3_600_000;

/** Three thermometers of a room for so many hours, of which one may be spoiled. */
function readings(hours: number, spoil: (value: number, sensor: number, hour: number) => number) {
  const random = seededRandom(5);
  const watch = createReadingWatch({ freshMs: 2 * HOUR });
  const found: { code: string; sensor: number; hour: number }[] = [];
  for (let hour = 0; hour < hours; hour++) {
    const climate = 5 + Math.sin(hour / 4);
    for (let sensor = 0; sensor < 3; sensor++) {
      const value = spoil(Math.round(10 * (climate + 0.3 * sensor + 0.25 * random.normal())) / 10, sensor, hour);
      const said = watch.note({ source: `sensor/${sensor}`, group: "room", value, at: new Date(hour * HOUR + sensor) });
      found.push(...said.map(({ code }) => ({ code, sensor, hour })));
    }
  }
  return found;
}

describe("sensors of one room", () => {
  it("that are honest for a year are never blamed", () => {
    expect(readings(8_760, (value) => value)).toEqual([]);
  });
  it("may be wild once", () => {
    expect(readings(200, (value, sensor, hour) => (sensor === 1 && hour === 100 ? 85 : value))).toEqual([]);
  });
  for (const off of [-3, 2.5]) {
    it(`of which one is ${off} degrees off are told apart, within three readings, and the others are not blamed`, () => {
      const found = readings(200, (value, sensor, hour) => (sensor === 2 && hour >= 100 ? value + off : value));
      expect(found[0]).toEqual({ code: "reading_contradicted", sensor: 2, hour: 102 });
      expect(found.filter(({ sensor }) => sensor !== 2)).toEqual([]);
      expect(found.length).toBeGreaterThan(95);
    });
  }
  it("of which one is stuck are told apart", () => {
    const found = readings(200, (value, sensor, hour) => (sensor === 0 && hour >= 100 ? 5.5 : value));
    const stuck = found.filter(({ code }) => code === "reading_stuck");
    expect(stuck[0]).toMatchObject({ sensor: 0 });
    expect(stuck.every(({ sensor, hour }) => sensor === 0 && hour > 103)).toBe(true);
  });
});

describe("readings that are none", () => {
  it("are passed over", () => {
    const watch = createReadingWatch({ freshMs: HOUR });
    for (const value of [Number.NaN, Infinity])
      expect(watch.note({ source: "a", group: "b", value, at: new Date(0) })).toEqual([]);
  });
  it("of a sensor that only ever says one thing are stuck to nobody", () => {
    const watch = createReadingWatch({ freshMs: HOUR });
    const found = Array.from({ length: 500 }, (_, nr) =>
      watch.note({ source: "a", group: "b", value: 0, at: new Date(nr * HOUR) }),
    );
    expect(found.flat()).toEqual([]);
  });
});
