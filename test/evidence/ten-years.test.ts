import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { verifyBundle } from "../../src/evidence/index.ts";
import { formatTrustedKeys, parseTrustedKeys } from "../../src/provenance/index.ts";

const golden = new URL("../golden/", import.meta.url);
const read = (file: string): Uint8Array => new Uint8Array(readFileSync(new URL(file, golden)));
const bundles = readdirSync(golden).filter((file) => /^(?:renewed-)?bundle(?:-[a-z0-9-]+)?\.json$/.test(file));
const file = JSON.parse(new TextDecoder().decode(read("trusted-keys.json")));
const keys = parseTrustedKeys(file);

const soon = new Date("2026-04-01T00:00:00.000Z");
const later = new Date("2036-04-01T00:00:00.000Z");
const outcome = async (name: string, at: Date, trustedKeys = keys) => {
  const { status, checks } = await verifyBundle(read(name), { trustedKeys, at });
  return { status, checks: checks.map(({ code, status: one }) => `${one} ${code}`) };
};

/** The golden sample is drawn under a checkpoint that no outsider has seen. */
const statusOf = (name: string): string => (name.includes("sample") ? "unknown" : "proven");

const SystemDate = Date;
afterEach(() => {
  globalThis.Date = SystemDate;
});

/** A clock that nobody may look at: only dates that are given. */
class GivenDate extends SystemDate {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) throw new Error("somebody looked at the clock");
    super(...(given as [number]));
  }
  static override now(): number {
    throw new Error("somebody looked at the clock");
  }
}

describe.each(bundles)("%s, ten years later, keys ended", (name) => {
  it("is unknown, and not refuted", async () => {
    const ended = formatTrustedKeys(keys).keys.map((key) => ({ ...key, validUntil: "2027-01-01T00:00:00.000Z" }));
    const trusted = parseTrustedKeys({ formatVersion: 1, keys: ended });
    expect((await outcome(name, soon, trusted)).status).toBe(statusOf(name));
    expect((await outcome(name, later, trusted)).status).toBe("unknown");
  });
});

describe.each(bundles)("%s, ten years later", (name) => {
  it("has the same verdict, by the same checks", async () => {
    expect((await outcome(name, soon)).status).toBe(statusOf(name));
    expect(await outcome(name, later)).toEqual(await outcome(name, soon));
  });

  it("is verified by the date that is given, and by no clock", async () => {
    const expected = await outcome(name, soon);
    globalThis.Date = GivenDate as DateConstructor;
    expect(await outcome(name, soon)).toEqual(expected);
  });
});
