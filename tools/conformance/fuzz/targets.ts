import { verifyBundle } from "../../../src/evidence/index.ts";
import { canonicalJson, fromUtf8, parseEvent, parseJson } from "../../../src/foundation/index.ts";
import {
  parseCheckpoint,
  parseEnvelope,
  parseTlogProof,
  parseTrustedKeys,
  type TrustedKeys,
  verifyEnvelope,
} from "../../../src/provenance/index.ts";

/** Something that reads what strangers wrote. It may refuse with one of our codes, and do nothing else that is wrong. */
export interface Target {
  readonly name: string;
  /** Golden files that inputs are made from. */
  readonly seeds: readonly string[];
  read(bytes: Uint8Array): unknown;
}

const at = new Date("2026-04-01T00:00:00.000Z");
const bundles = ["bundle.json", "bundle-2.json", "bundle-2-run.json", "renewed-bundle.json"];

/** To add a target, add a row. */
export const targets = (trustedKeys: TrustedKeys): readonly Target[] => [
  { name: "parseJson", seeds: ["envelope.json", "capsule.json"], read: (bytes) => parseJson(bytes) },
  {
    name: "parseJson, rfc8259",
    seeds: ["envelope.json", "decision.json"],
    read: (bytes) => parseJson(bytes, { profile: "rfc8259" }),
  },
  { name: "canonicalJson", seeds: ["event.json", "decision.json"], read: (bytes) => canonicalJson(parseJson(bytes)) },
  { name: "parseEvent", seeds: ["event.json"], read: (bytes) => parseEvent(parseJson(bytes)) },
  {
    name: "parseEnvelope",
    seeds: ["envelope.json", "approval.json"],
    read: (bytes) => parseEnvelope(parseJson(bytes)),
  },
  {
    name: "verifyEnvelope",
    seeds: ["envelope.json", "approval.json"],
    read: (bytes) => verifyEnvelope(parseJson(bytes), { trustedKeys, at }),
  },
  { name: "parseCheckpoint", seeds: ["checkpoint.txt"], read: (bytes) => parseCheckpoint(fromUtf8(bytes)) },
  { name: "parseTlogProof", seeds: ["checkpoint.txt"], read: (bytes) => parseTlogProof(fromUtf8(bytes)) },
  {
    name: "parseTrustedKeys",
    seeds: ["trusted-keys.json"],
    read: (bytes) => parseTrustedKeys(parseJson(bytes)),
  },
  { name: "verifyBundle", seeds: bundles, read: (bytes) => verifyBundle(bytes, { trustedKeys, at }) },
];
