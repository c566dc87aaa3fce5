import { type Event, utf8 } from "../../../src/foundation/index.ts";
import { receiveEvent } from "../../../src/provenance/index.ts";
import type { Input } from "./inputs.ts";

const N = 200_000;
const texts: Readonly<Record<string, () => string>> = {
  "deep lists": () => "[".repeat(N) + "]".repeat(N),
  "deep objects": () => `${'{"a":'.repeat(N)}1${"}".repeat(N)}`,
  "a list that never ends": () => "[1,".repeat(N),
  "a number of a million digits": () => `1${"0".repeat(1_000_000)}`,
  "a fraction of a million digits": () => `0.${"1".repeat(1_000_000)}`,
  "many exponents": () => `[${"1e-300,".repeat(100_000)}1]`,
  "a long text": () => `"${"a".repeat(1_000_000)}"`,
  "a text of escapes": () => `"${"\\u0041".repeat(160_000)}"`,
  "a text of backslashes": () => `"${"\\\\".repeat(500_000)}"`,
  "many quotation marks": () => '"'.repeat(1_000_000),
  "names that are numbers": () => `{${Array.from({ length: 60_000 }, (_, at) => `"${at}":0`).join()}}`,
  "names that are alike": () => `{${Array.from({ length: 20_000 }, (_, at) => `"${"a".repeat(30)}${at}":0`).join()}}`,
  "one name many times": () => `{${'"a":0,'.repeat(150_000)}"a":0}`,
  "many halves of surrogate pairs": () => `["${"\\ud800".repeat(150_000)}"]`,
  "many new lines": () => "\n".repeat(1_000_000),
  "many leaves": () => {
    const leaves = Array.from({ length: 12_000 }, (_, at) => ({ pointer: `/a/${at}`, salt: "AAAAAAAAAAAAAAAAAAAAAA" }));
    return JSON.stringify({ formatVersion: 1, payload: "e30", event: {}, disclosures: { formatVersion: 1, leaves } });
  },
  "a statement of many leaves": () => {
    const wide = Object.fromEntries(Array.from({ length: 6_000 }, (_, at) => [`n${at}`, { price: at }]));
    const event: Event = { specversion: "1.0", id: "1", source: "a", type: "b", data: { wide } };
    const at = new Date("2026-04-01T00:00:00.000Z");
    return JSON.stringify(
      receiveEvent(event, { at, redactable: ["/wide/*/price"], channel: { name: "a", method: "none" } }),
    );
  },
  "many signatures": () => {
    const signatures = Array.from({ length: 12_000 }, (_, at) => ({ protected: `A${at}A`, signature: "AAAA" }));
    return JSON.stringify({ formatVersion: 1, payload: "e30", signatures });
  },
  "many parts": () => {
    const parts = Array.from({ length: 20_000 }, () => ({ kind: "envelope", value: {} }));
    return `{"formatVersion":1,"manifest":{},"parts":${JSON.stringify(parts)}}\n`;
  },
  "many keys": () => {
    const key = { kty: "OKP", crv: "Ed25519", x: "ixMj0Xnu7EulP7PaynQqB9iAao0n-yG7vuhZ6byVV-U" };
    const entry = {
      key,
      principal: "a",
      roles: ["log"],
      sources: ["*a".repeat(50)],
      validFrom: "2026-01-01T00:00:00Z",
    };
    return JSON.stringify({ formatVersion: 1, keys: Array.from({ length: 3_000 }, () => entry) });
  },
};

/** Inputs of about a million bytes, made to take long or much. To add one, add a row. */
export const largeInputs = (): readonly Input[] =>
  Object.entries(texts).map(([how, make]) => ({ how, bytes: utf8(make()) }));
