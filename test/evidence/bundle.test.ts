import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Part, parseBundle, sealBundle, verifyBundle } from "../../src/evidence/index.ts";
import {
  canonicalJson,
  fromUtf8,
  type JsonObject,
  type JsonValue,
  type Seal,
  seededRandom,
  utf8,
} from "../../src/foundation/index.ts";
import { createGate, toKeyHolder } from "../../src/gate/index.ts";
import {
  approvalPredicate,
  createSeal,
  formatTrustedKeys,
  parseTrustedKeys,
  predicateType,
  trustedKeys,
} from "../../src/provenance/index.ts";
import { eta, scene } from "../gate/support.ts";
import { keyHolder } from "../provenance/keys.ts";
import { rejectionOf } from "../support.ts";

const read = (file: string): string => readFileSync(new URL(`../golden/${file}`, import.meta.url), "utf8");
const bytes = utf8(read("bundle-2.json"));
const keys = parseTrustedKeys(JSON.parse(read("trusted-keys.json")));
const approver = toKeyHolder(JSON.parse(read("test-keys.json")).approver);
const house = toKeyHolder(JSON.parse(read("test-keys.json")).house);
const at = new Date("2026-04-01T00:00:00Z");

const verify = (file: Uint8Array | string, change = {}) =>
  verifyBundle(typeof file === "string" ? utf8(file) : file, { trustedKeys: keys, at, ...change });
const outcome = async (file: Uint8Array | string, change = {}) => {
  const { status, checks } = await verify(file, change);
  return [
    status,
    ...new Set(checks.filter((check) => check.status === status && status !== "proven").map(({ code }) => code)),
  ];
};
const rewritten = (change: (bundle: { parts: JsonObject[] } & JsonObject) => void): string => {
  const bundle = JSON.parse(fromUtf8(bytes));
  change(bundle);
  return `${canonicalJson(bundle)}\n`;
};

describe("an evidence bundle", () => {
  it("is proven by whoever has the file and the public keys, years later, too", async () => {
    const verdict = await verify(bytes);
    expect(verdict).toMatchObject({
      status: "proven",
      value: { about: "SUP-100", audience: "internal", events: 1, outcomes: { held: 1 } },
    });
    expect(await outcome(bytes, { at: new Date("2036-04-01T00:00:00Z") })).toEqual(["proven"]);
  });

  it("says what it did not check", async () => {
    expect((await verify(bytes)).notChecked).toContain("whether what the sources say is true");
  });

  it("is not proven when any one byte is another one", async () => {
    const random = seededRandom(1);
    for (let flip = 0; flip < 400; flip++) {
      const place = random.integer(0, bytes.length - 1);
      const changed = bytes.with(place, (bytes[place] ?? 0) ^ (1 << random.integer(0, 7)));
      expect((await verify(changed)).status, `byte ${place}`).not.toBe("proven");
    }
  });

  const attacks: readonly [
    attack: string,
    change: (bundle: { parts: JsonObject[] } & JsonObject) => void,
    codes: readonly string[],
  ][] = [
    ["a part was taken out", (bundle) => void bundle.parts.splice(0, 1), ["parts_complete", "admissions_matched"]],
    ["two parts changed places", (bundle) => void bundle.parts.push(...bundle.parts.splice(0, 1)), ["parts_complete"]],
    ["a part is there twice", (bundle) => void bundle.parts.push(bundle.parts[0] as JsonObject), ["parts_complete"]],
    ["a part came in", (bundle) => void bundle.parts.push({ kind: "note", value: "all is well" }), ["parts_complete"]],
    [
      "a part was renamed",
      (bundle) => void Object.assign(bundle.parts.find(({ kind }) => kind === "policy") as object, { kind: "note" }),
      ["parts_complete", "rules_matched"],
    ],
    [
      "it is passed off as one of an older version",
      (bundle) => void Object.assign(bundle, { formatVersion: 1 }),
      ["manifest_signed"],
    ],
    [
      "it claims to hold what it does not",
      (bundle) =>
        void bundle.parts.push({
          kind: "completeness",
          value: { claims: [{ source: "erp/suppliers", stream: "erp/suppliers", from: 0, to: 1 }] },
        }),
      ["parts_complete"],
    ],
    ["a member rides along", (bundle) => void Object.assign(bundle, { note: "x" }), ["bundle_readable"]],
    [
      "the manifest is gone",
      (bundle) => void Object.assign(bundle, { manifest: {} }),
      ["manifest_signed", "parts_complete"],
    ],
  ];
  for (const [attack, change, codes] of attacks) {
    it(`is refuted when ${attack}`, async () =>
      expect(await outcome(rewritten(change))).toEqual(["refuted", ...codes]));
  }

  it("is refuted when it was only reformatted: nobody can tell what else was done", async () => {
    expect(await outcome(JSON.stringify(JSON.parse(fromUtf8(bytes)), undefined, 2))).toEqual([
      "refuted",
      "bundle_readable",
    ]);
    expect(await outcome(fromUtf8(bytes).trimEnd())).toEqual(["refuted", "bundle_readable"]);
  });

  it("of a newer format is unknown", async () => {
    expect(await outcome(rewritten((bundle) => void Object.assign(bundle, { formatVersion: 3 })))).toEqual([
      "unknown",
      "newer_format",
    ]);
  });

  it("is unknown to whoever does not know the house", async () => {
    const others = formatTrustedKeys(keys).keys.filter(({ roles }) => !roles.includes("receiver"));
    expect((await outcome(bytes, { trustedKeys: trustedKeys(others) }))[0]).toBe("unknown");
  });

  it("is refuted before it was made", async () => {
    expect((await outcome(bytes, { at: new Date("2026-03-01T00:00:00Z") }))[0]).toBe("refuted");
  });

  it.each([
    "",
    "{}",
    "[]",
    "null",
    '{"formatVersion":1}',
    "\u0000",
    "x".repeat(100),
    '{"formatVersion":2,"manifest":1,"parts":[1]}',
  ])("is refuted, not a crash, for %j", async (nonsense) => {
    expect(await outcome(nonsense)).toEqual(["refuted", "bundle_readable"]);
  });

  it("whose signed manifest lies about its parts is still refuted by what the parts say", async () => {
    const parts = parseBundle(bytes).parts.map(
      (part): Part => (part.kind === "envelope" ? { ...part, value: withOtherData(part.value) } : part),
    );
    const forged = await sealBundle(parts, {
      about: "SUP-100",
      audience: "internal",
      at,
      seal: createSeal([house.signer]),
    });
    expect((await outcome(forged))[0]).toBe("refuted");
  });
});

describe("the list of parts", () => {
  it("is no list when an approver signed it, who may sign approvals only", async () => {
    const seal: Seal = (_, subjects, body) =>
      createSeal([approver.signer])(predicateType(approvalPredicate), subjects, {
        ...body,
        formatVersion: 1,
        approvedAt: body.at ?? "",
      });
    const parts = parseBundle(bytes).parts.filter(({ kind }) => kind !== "policy");
    const shortened = await sealBundle(parts, { about: "SUP-100", audience: "internal", at, seal });
    expect(await outcome(shortened)).toEqual(["refuted", "manifest_signed", "rules_matched"]);
  });
});

/** What the house itself might do: change what was said, and sign a new list. */
function withOtherData(value: JsonValue): JsonValue {
  const { event } = value as { event?: JsonObject };
  return event
    ? ({
        ...(value as JsonObject),
        event: { ...event, data: { iban: "DE00000000000000000000", changedBy: "a.adams" } },
      } as JsonValue)
    : value;
}

describe("evidence of a house that turned forgeries away", () => {
  it("confirms that they were, and refutes one that was let in afterwards", async () => {
    const { config, carrier } = await scene();
    const gate = createGate(config);
    const { sealEvent } = await import("../../src/provenance/index.ts");
    const sealed = await sealEvent(eta(), { signers: [carrier.signer], at: config.clock?.now() ?? at });
    await gate.admit({ ...sealed, event: { ...sealed.event, data: { shipment: "SHP-1", etaMinutes: 1 } } });
    const stranger = await keyHolder("stranger", "source");
    await gate.admit(await sealEvent(eta(), { signers: [stranger.signer], at: config.clock?.now() ?? at }));
    await gate.admit(sealed);
    const verdict = await verifyBundle(await gate.evidenceOfRun("run"), { trustedKeys: await gate.trustedKeys(), at });
    expect(verdict.status).toBe("proven");
    expect(verdict.checks).toContainEqual(
      expect.objectContaining({
        code: "refusals_confirmed",
        sentence: "each of 2 events that the house turned away as not authentic is not proven here either",
      }),
    );
    expect(verdict.checks).toContainEqual(expect.objectContaining({ code: "entries_accounted", status: "proven" }));
  });

  it("is not to be had of something that nobody knows", async () => {
    const { config } = await scene();
    expect(await rejectionOf(createGate(config).evidence("PO-404"))).toBe("evidence_not_found");
  });
});
