import { shipmentEtaChanged } from "../../dist/esm/catalog/index.js";
import { verifyBundle } from "../../dist/esm/evidence/index.js";
import { canonicalJson, sha256Hex, utf8 } from "../../dist/esm/foundation/index.js";
import { createGate } from "../../dist/esm/index.js";
import { parseTrustedKeys } from "../../dist/esm/provenance/index.js";
import { createXxhash, loadFastXxhash } from "../../dist/esm/runtime/index.js";

/** What the page can do; the test calls it from outside. */
const abilities = {
  async verify(bundle: string, keys: string): Promise<{ status: string; codes: string[] }> {
    const { status, checks } = await verifyBundle(utf8(bundle), {
      trustedKeys: parseTrustedKeys(JSON.parse(keys)),
      at: new Date("2026-04-01T00:00:00Z"),
    });
    return { status, codes: checks.filter((check) => check.status !== "proven").map(({ code }) => code) };
  },

  /** A whole gate in the page: an event in, evidence out, verified. */
  async admit(): Promise<string[]> {
    const allow = {
      name: "all",
      conditions: { all: [{ fact: "contract.status", operator: "equal", value: "kept" }] },
      event: { type: "allow" as const },
    };
    const gate = createGate({
      contracts: [shipmentEtaChanged],
      policies: [{ formatVersion: 1, id: "p", version: "1.0.0", owner: "o", rules: [allow] }],
      streams: [{ name: "eta", preset: "strict", contract: "shipment-eta-changed" }],
    });
    const event = {
      specversion: "1.0",
      id: "1",
      source: "carrier/dhl",
      type: "shipment.eta.changed",
      subject: "SHP-1",
      data: { shipment: "SHP-1", etaMinutes: 90 },
    };
    const { outcome } = await gate.admit(event);
    const broken = await gate.admit({ ...event, id: "2", data: { shipment: "SHP-1" } });
    const verdict = await verifyBundle(await gate.evidence("SHP-1"), {
      trustedKeys: await gate.trustedKeys(),
      at: new Date(),
    });
    return [outcome, broken.outcome, verdict.status];
  },

  async hashes(): Promise<string[]> {
    const fast = await loadFastXxhash();
    return [sha256Hex(canonicalJson({ b: 1, a: "é" })), String(createXxhash().text("abc")), String(fast.text("abc"))];
  },
};

export type Abilities = typeof abilities;
Object.assign(globalThis, { abilities });
