import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileContract } from "../../src/contracts/index.ts";
import { canonicalJson, digestJson, type JsonObject, parseJson, toBase64, utf8 } from "../../src/foundation/index.ts";
import { createSeal, sealEvent } from "../../src/provenance/index.ts";
import {
  type Capsule,
  capsuleBytes,
  createCapsule,
  formatCapsule,
  parseCapsule,
  rerunCapsule,
} from "../../src/quarantine/index.ts";
import { keyHolder } from "../provenance/keys.ts";
import { codeOf } from "../support.ts";
import { at, compiled, eventWith, holdEvent, trainedWatch } from "./support.ts";

const capsule = holdEvent({ etaMinutes: -5 });
const asJson = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value));

describe("a capsule", () => {
  it("holds the event byte for byte, with what was found", () => {
    expect(capsule).toMatchObject({
      formatVersion: 1,
      admission: "hQkY3bXb2Vt0mZ7y1n5c8w",
      heldFor: "quarantine",
      heldAt: "2026-03-31T08:00:00.000Z",
      key: "SHP-1",
      contract: { id: "shipment-eta", version: "1.0.0" },
      findings: [{ code: "value_out_of_range", path: "/etaMinutes" }],
      detector: null,
      envelope: null,
    });
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(capsuleBytes(createCapsule({ admission: "a", heldFor: "dead-letter", at, bytes }))).toEqual(bytes);
      }),
    );
  });

  it("comes back from its canonical JSON as it was", () => {
    const text = formatCapsule(capsule);
    expect(parseCapsule(parseJson(text))).toEqual(capsule);
    expect(formatCapsule(parseCapsule(parseJson(text)))).toBe(text);
  });

  it("is the one on the page of its format", () => {
    const page = readFileSync(new URL("../../docs/formats/capsule.md", import.meta.url), "utf8");
    const shown = parseCapsule(JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? ""));
    expect(new TextDecoder().decode(capsuleBytes(shown))).toContain('"etaMinutes":-5');
    expect(canonicalJson(shown.findings)).toBe(canonicalJson(capsule.findings));
  });

  it("holds a sealed event with its envelope", async () => {
    const envelope = await createSeal([(await keyHolder("carrier", "source")).signer])(
      "urn:test",
      [{ name: "x", digest: digestJson("x") }],
      {},
    );
    expect(parseCapsule(asJson(holdEvent({ etaMinutes: 1 }, { envelope }))).envelope).toEqual(envelope);
  });

  it("is another one each time, and tells nothing by its digest", () => {
    const hold = () => createCapsule({ admission: "a", heldFor: "review", at, bytes: utf8("{}") });
    const [one, two] = [hold(), hold()];
    expect(one.sha256).toBe(two.sha256);
    expect([one.id, one.salt, digestJson(one)]).not.toEqual([two.id, two.salt, digestJson(two)]);
  });

  const altered: readonly [why: string, change: object, code: string][] = [
    ["other bytes", { bytes: toBase64(utf8("{}")) }, "capsule_altered"],
    ["another digest", { sha256: "0".repeat(64) }, "capsule_altered"],
    ["bytes in another spelling", { bytes: "QR==" }, "bytes_encoding"],
    ["a newer format", { formatVersion: 2, anything: 1 }, "newer_format"],
    ["an unknown reason", { heldFor: "boredom" }, "format_malformed"],
    ["a time with another zone", { heldAt: "2026-03-31T10:00:00.000+02:00" }, "format_malformed"],
    ["a short id", { id: "abc" }, "format_malformed"],
    ["an id that climbs", { id: "../../../../../../etc/x" }, "format_malformed"],
    ["a member nobody knows", { extra: 1 }, "format_malformed"],
    [
      "a finding without a place",
      { findings: [{ code: "x", severity: "error", sentence: "x", facts: {} }] },
      "format_malformed",
    ],
    ["a detector that is a list", { detector: [] }, "format_malformed"],
    ["an envelope that is none", { envelope: { formatVersion: 1 } }, "format_malformed"],
    ["an envelope in another spelling", { envelope: { formatVersion: 1, payload: "a=" } }, "bytes_encoding"],
    ["an empty key", { key: "" }, "format_malformed"],
    ["no contract at all", { contract: undefined }, "format_malformed"],
  ];
  for (const [why, change, code] of altered) {
    it(`with ${why} is refused`, () =>
      expect(codeOf(() => parseCapsule(asJson({ ...capsule, ...change })))).toBe(code));
  }
  it.each([null, 1, "x", [], {}])("is no %j", (value) =>
    expect(codeOf(() => parseCapsule(value))).toBe("format_malformed"),
  );

  it("is no larger than a store takes", () => {
    const large = { admission: "a", heldFor: "review", at, bytes: new Uint8Array(8_388_609) } as const;
    expect(codeOf(() => createCapsule(large))).toBe("capsule_too_large");
    const detector = { large: "x".repeat(16_000_000) };
    expect(codeOf(() => createCapsule({ ...large, bytes: new Uint8Array(1), detector }))).toBe("capsule_too_large");
  });

  it("holds only what JSON can say", () => {
    const findings = [{ code: "x", severity: "error", path: "", sentence: "x", facts: { value: Number.NaN } }] as const;
    expect(codeOf(() => holdEvent({}, { findings }))).toBe("canonical_unrepresentable");
  });

  it("is a copy of what was handed over", () => {
    const facts: Record<string, unknown> = { value: 1 };
    const findings = [{ code: "x", severity: "error", path: "", sentence: "x", facts }] as const;
    const held = holdEvent({}, { findings });
    facts.value = 2;
    expect(held.findings[0]?.facts).toEqual({ value: 1 });
  });
});

describe("a held event is judged again from its capsule alone:", () => {
  const again = (held: Capsule) =>
    rerunCapsule(parseCapsule(parseJson(formatCapsule(held), { maxBytes: 16_000_000 })), compiled);

  it("a broken rule", () => {
    expect(again(capsule)).toEqual({ findings: capsule.findings, notRepeated: [], notRecorded: [] });
  });

  it("a changed unit, at every stage of the suspicion", () => {
    const watch = trainedWatch();
    const held = Array.from({ length: 20 }, () => holdEvent({ etaMinutes: 5_400, carrier: "DHL" }, { watch }));
    const codes = held.map((each) => each.findings[0]?.code);
    expect([codes[0], codes[2], codes[19]]).toEqual([undefined, "unit_suspected", "unit_changed"]);
    for (const each of held) expect(again(each)).toEqual({ findings: each.findings, notRepeated: [], notRecorded: [] });
  });

  it("a changed shape", () => {
    const held = holdEvent({ etaMinutes: 80, transporter: "DHL" }, { watch: trainedWatch() });
    expect(again(held).findings).toMatchObject([
      { code: "shape_changed", facts: { added: ["/transporter"], occurrence: 1 } },
    ]);
  });

  it("a broken relation, with its factor", () => {
    const order = compileContract({
      ...compiled.contract,
      id: "order",
      schema: { type: "object", "x-relation": [{ name: "r", left: { product: ["/q", "/p"] }, right: "/v" }] },
    });
    const data = { q: 24, p: "2.50", v: "5.00" };
    const contract = { id: "order", version: "1.0.0", digest: order.digest };
    const held = holdEvent(data, { findings: order.validate(data), contract });
    expect(held.findings).toMatchObject([{ code: "relation_broken", facts: { factor: "12" } }]);
    expect(rerunCapsule(held, order)).toEqual({ findings: held.findings, notRepeated: [], notRecorded: [] });
  });

  it("a signed event, from its envelope", async () => {
    const seal = { signers: [(await keyHolder("carrier", "source")).signer], at };
    const envelope = await sealEvent(eventWith({ etaMinutes: -5 }), seal);
    const held = holdEvent({ etaMinutes: -5 }, { envelope, bytes: utf8(canonicalJson(envelope)) });
    expect(again(held)).toEqual({ findings: held.findings, notRepeated: [], notRecorded: [] });
  });

  it("data that is no event, as data", () => {
    const held = holdEvent({}, { bytes: utf8('{"etaMinutes":-5}') });
    expect(again(held).findings).toEqual(capsule.findings);
  });

  it("and what only others knew is told apart", () => {
    const other = { code: "policy_said_so", severity: "error", path: "", sentence: "x", facts: {} } as const;
    const held = holdEvent({ etaMinutes: -5 }, { findings: [other] });
    expect(again(held)).toMatchObject({ notRepeated: [other], notRecorded: [{ code: "value_out_of_range" }] });
  });

  it("but not under another contract, and not when it could not be read in the first place", () => {
    const stricter = compileContract({ ...compiled.contract, version: "1.0.1" });
    expect(codeOf(() => rerunCapsule(capsule, stricter))).toBe("capsule_of_other_contract");
    const { contract: _, ...held } = {
      admission: "a",
      heldFor: "dead-letter",
      at,
      bytes: utf8("{"),
      contract: 0,
    } as const;
    expect(codeOf(() => rerunCapsule(createCapsule(held), compiled))).toBe("capsule_of_other_contract");
    expect(codeOf(() => again(holdEvent({}, { bytes: utf8("{") })))).toBe("json_syntax");
    expect(codeOf(() => again(holdEvent({}, { detector: { formatVersion: 1 } })))).toBe("format_malformed");
  });
});
