import {
  type CompiledContract,
  compileContract,
  createDriftWatch,
  type DriftWatch,
} from "../../src/contracts/index.ts";
import { type Event, type JsonObject, seededRandom, utf8 } from "../../src/foundation/index.ts";
import { type Capsule, createCapsule, type HeldEvent } from "../../src/quarantine/index.ts";

export const at = new Date("2026-03-31T08:00:00Z");

export const compiled: CompiledContract = compileContract({
  formatVersion: 1,
  id: "shipment-eta",
  version: "1.0.0",
  owner: "logistics",
  tier: "material",
  schema: {
    type: "object",
    required: ["etaMinutes"],
    properties: {
      etaMinutes: { type: "number", minimum: 0, "x-unit": "min" },
      carrier: { type: "string", "x-owner": "erp" },
    },
  },
});

export const eventWith = (data: JsonObject): Event => ({
  specversion: "1.0",
  id: "e-1",
  source: "carrier/dhl",
  type: "shipment.eta.changed",
  subject: "SHP-1",
  data,
});

/** Holds an event as a gate does: the findings, what the watch knew before, the bytes as they came. */
export function holdEvent(
  data: JsonObject,
  { watch, ...more }: Partial<HeldEvent> & { watch?: DriftWatch } = {},
): Capsule {
  const event = eventWith(data);
  const findings = [...compiled.validate(data, { source: event.source }), ...(watch?.inspect(data) ?? [])];
  return createCapsule(
    {
      admission: "hQkY3bXb2Vt0mZ7y1n5c8w",
      heldFor: "quarantine",
      at,
      bytes: utf8(JSON.stringify(event)),
      key: "SHP-1",
      contract: { id: "shipment-eta", version: "1.0.0", digest: compiled.digest },
      findings,
      ...(watch && { detector: watch.exhibit() }),
      ...more,
    },
    { random: seededRandom(1) },
  );
}

/** A watch that has learned ETAs of about ninety minutes. */
export function trainedWatch(seed = 1): DriftWatch {
  const [watch, random] = [createDriftWatch(compiled), seededRandom(seed)];
  for (let event = 0; event < 200; event++)
    watch.learn({ etaMinutes: Math.exp(4.5 + 0.5 * random.normal()), carrier: "DHL" });
  return watch;
}
