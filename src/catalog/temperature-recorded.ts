import type { Contract } from "../contracts/index.ts";

/** A sensor measured a temperature on the cold chain. The bounds are those of sensors, not of goods: what lies beyond is no temperature. */
export const temperatureRecorded: Contract = {
  formatVersion: 1,
  id: "temperature-recorded",
  version: "1.0.0",
  owner: "quality",
  title: "Temperature recorded",
  tier: "low",
  businessKey: "/sensor",
  schema: {
    type: "object",
    required: ["sensor", "room", "celsius"],
    properties: {
      sensor: { type: "string", minLength: 1, maxLength: 40 },
      room: { type: "string", minLength: 1, maxLength: 40 },
      celsius: { type: "number", minimum: -60, maximum: 60, "x-unit": "Cel" },
    },
    additionalProperties: false,
  },
};
