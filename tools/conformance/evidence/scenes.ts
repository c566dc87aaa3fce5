import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { houseEvidence } from "./house.ts";
import { evidenceOfKeys } from "./house-of-keys.ts";

/** Evidence with the keys by which it is proven, but for one sample that stays open: what is altered, and held against both verifiers. */
export interface Scene {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The file of trusted keys, as text. */
  readonly keys: string;
}

/** The date of every verification. */
export const at: Date = new Date("2026-04-01T00:00:00.000Z");

const golden = join(process.cwd(), "test/golden");

/** The golden bundles of every version that was ever written, the renewed one, and a sample that no outsider seeded. */
export function goldenScenes(): readonly Scene[] {
  const keys = readFileSync(join(golden, "trusted-keys.json"), "utf8");
  const files = readdirSync(golden).filter((file) => /^(?:renewed-)?bundle(?:-[a-z0-9-]+)?\.json$/.test(file));
  return files.map((file) => ({ name: file, bytes: new Uint8Array(readFileSync(join(golden, file))), keys }));
}

/** Those, and what a house of today makes: several algorithms, effects, approvals, forgeries that were turned away, audit samples, the life of keys. */
export async function scenes(): Promise<readonly Scene[]> {
  const { keys, run, small, atRandom, byValue, outside } = await houseEvidence();
  const told = await evidenceOfKeys();
  return [
    ...goldenScenes(),
    { name: "a small record", bytes: small, keys },
    { name: "a run of today", bytes: run, keys },
    { name: "a sample at random", bytes: atRandom, keys },
    { name: "a sample by value", bytes: byValue, keys },
    { name: "a sample for outsiders", bytes: outside, keys },
    { name: "a run that tells of keys", bytes: told.run, keys: told.keys },
    { name: "a record that tells of keys", bytes: told.story, keys: told.keys },
  ];
}
