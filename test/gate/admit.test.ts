import { beforeEach, describe, expect, it } from "vitest";
import { verifyBundle } from "../../src/evidence/index.ts";
import type { Envelope, Event } from "../../src/foundation/index.ts";
import { createGate, type Gate } from "../../src/gate/index.ts";
import { sealEvent } from "../../src/provenance/index.ts";
import { keyHolder } from "../provenance/keys.ts";
import { bankChange, eta, type Scene, scene, start } from "./support.ts";

let here: Scene;
let gate: Gate;
beforeEach(async () => {
  here = await scene();
  gate = createGate(here.config);
});

const seal = (event: Event): Promise<Envelope> => sealEvent(event, { signers: [here.carrier.signer], at: start });
const codes = (admission: { reasons: readonly { code: string }[] }) => admission.reasons.map(({ code }) => code);

describe("a signed event that keeps to everything", () => {
  it("is accepted, and the answer says why in one line", async () => {
    const admission = await gate.admit(await seal(eta()));
    expect(admission).toMatchObject({
      outcome: "accepted",
      mode: "enforce",
      signedBy: "source",
      tier: "low",
      duplicate: false,
      durable: true,
    });
    expect(admission.sentence).toBe(
      "accepted: the policy `receiving` allows it by its rule `what is of low impact flows when its contract is kept`",
    );
  });

  it("is answered the same when it is delivered again, also at the same time and as text", async () => {
    const envelope = await seal(eta());
    const answers = await Promise.all([
      gate.admit(envelope),
      gate.admit(JSON.stringify(envelope)),
      gate.admit(envelope),
    ]);
    const first = answers.find(({ duplicate }) => !duplicate);
    const others = answers.filter(({ duplicate }) => duplicate);
    expect(others).toHaveLength(2);
    for (const again of others) expect(again).toEqual({ ...first, duplicate: true });
  });

  it("leaves evidence that somebody with only the file and the public keys can verify", async () => {
    const event = eta();
    await gate.admit(await seal(event));
    const bundle = await gate.evidence(event.subject as string);
    const verdict = await verifyBundle(bundle, { trustedKeys: await gate.trustedKeys(), at: start });
    expect(verdict).toMatchObject({ status: "proven", value: { events: 1, outcomes: { accepted: 1 } } });
  });
});

describe("an event that its source did not sign", () => {
  it("is received: what came, when, and on which channel", async () => {
    const admission = await gate.admit(eta(), {
      channel: { name: "https:/hooks/dhl", method: "hmac", principal: "dhl" },
    });
    expect(admission).toMatchObject({ outcome: "accepted", signedBy: "receiver" });
  });
});

describe("what must not pass", () => {
  it("a payload that was changed on the way is refused", async () => {
    const envelope = await seal(eta());
    const changed = { ...envelope, event: { ...envelope.event, data: { shipment: "SHP-1", etaMinutes: 1 } } };
    const admission = await gate.admit(changed);
    expect(admission.outcome).toBe("refused");
    expect(codes(admission)).toEqual(["data_match"]);
  });

  it("a signature of somebody who may not speak for the source is refused", async () => {
    const admission = await gate.admit(await seal(eta({ source: "carrier/ups" })));
    expect([admission.outcome, ...codes(admission)]).toEqual(["refused", "signer_source"]);
  });

  it("a signature that nobody knows is held for review", async () => {
    const stranger = await keyHolder("stranger", "source");
    const admission = await gate.admit(await sealEvent(eta(), { signers: [stranger.signer], at: start }));
    expect([admission.outcome, admission.heldFor, codes(admission)[0]]).toEqual(["held", "review", "signature_valid"]);
  });

  it("data that breaks its contract is held in quarantine, with the place", async () => {
    const admission = await gate.admit(eta({ data: { shipment: "SHP-1", etaSeconds: 5_400 } }));
    expect(admission).toMatchObject({ outcome: "held", heldFor: "quarantine" });
    expect(admission.reasons).toContainEqual(expect.objectContaining({ stage: "contract", code: "field_missing" }));
  });

  it("another event under an identity that was taken is held", async () => {
    const event = eta();
    await gate.admit(event);
    const admission = await gate.admit({ ...event, data: { shipment: "SHP-1", etaMinutes: 7 } });
    expect([admission.outcome, codes(admission)[0]]).toEqual(["held", "identity_reused"]);
    expect((await gate.admit(event)).duplicate).toBe(true);
  });

  it("a feed that changes from minutes to seconds is held, and the cause is named", async () => {
    for (let at = 0; at < 80; at++) await gate.admit(eta({ minutes: 60 + ((at * 37) % 90) }));
    const outcomes = [];
    for (let at = 0; at < 20; at++) outcomes.push(await gate.admit(eta({ minutes: 60 * (60 + ((at * 37) % 90)) })));
    expect(outcomes.filter(({ outcome }) => outcome === "held").length).toBeGreaterThan(15);
    expect(outcomes.at(-1)?.findings[0]).toMatchObject({ code: "unit_changed", path: "/data/etaMinutes" });
  });

  const unreadable: readonly [what: string, input: unknown, code: string][] = [
    ["nothing", undefined, "canonical_unrepresentable"],
    ["a number", 7, "event_malformed"],
    ["text that is cut off", '{"specversion":"1.0","id":', "json_syntax"],
    ["a name twice", '{"specversion":"1.0","id":"1","id":"2","source":"s","type":"t"}', "json_duplicate_name"],
    [
      "__proto__",
      '{"specversion":"1.0","id":"1","source":"s","type":"t","data":{"__proto__":{"admin":true}}}',
      "json_forbidden_name",
    ],
    ["bytes that are no text", new Uint8Array([0xff, 0xfe]), "json_syntax"],
    ["a Map", new Map(), "canonical_unrepresentable"],
    [
      "an object that throws",
      Object.defineProperty({}, "id", {
        enumerable: true,
        get: () => {
          throw new Error("no");
        },
      }),
      "input_unreadable",
    ],
    ["an envelope without an event", { formatVersion: 1, payload: "e30" }, "event_malformed"],
    ["an envelope of tomorrow", { formatVersion: 2, payload: "e30" }, "newer_format"],
  ];
  for (const [what, input, code] of unreadable) {
    it(`${what} is kept as a dead letter: ${code}`, async () => {
      gate = createGate({ ...here.config, streams: [{ name: "all", preset: "strict" }] });
      expect(await gate.admit(input)).toMatchObject({
        outcome: "held",
        heldFor: "dead-letter",
        reasons: [expect.objectContaining({ code })],
      });
    });
  }

  it("what is too large is refused, and stays with its sender", async () => {
    gate = createGate({ ...here.config, streams: [{ name: "all", preset: "strict" }] });
    expect(await gate.admit(`"${"x".repeat(2_000_000)}"`)).toMatchObject({
      outcome: "refused",
      reasons: [expect.objectContaining({ code: "json_too_large" })],
    });
  });

  it("an event that no policy speaks of is refused: silence denies", async () => {
    gate = createGate({ ...here.config, policies: [], streams: [{ name: "all", preset: "strict" }] });
    expect(await gate.admit(eta())).toMatchObject({
      outcome: "refused",
      reasons: [expect.objectContaining({ code: "policy_missing" })],
    });
  });
});

describe("while observing", () => {
  it("nothing is blocked, and the answer says what would have been", async () => {
    gate = createGate({ ...here.config, streams: [] });
    const admission = await gate.admit("not even JSON");
    expect(admission).toMatchObject({
      outcome: "accepted",
      mode: "observe",
      wouldBe: { outcome: "held", heldFor: "dead-letter" },
    });
    expect(admission.sentence).toMatch(/^accepted while observing; enforced, it would be held as a dead letter/);
  });
});

describe("a change that needs two people", () => {
  const approval = async (by: number, statement: string, verdict: "approve" | "reject" = "approve") => {
    const { createSeal } = await import("../../src/provenance/index.ts");
    return createSeal([here.approvers[by]!.signer])(
      "urn:countersign:predicate:approval:1",
      [{ name: "statement", digest: { sha256: statement } }],
      {
        formatVersion: 1,
        verdict,
        role: "approver",
        approvedAt: start.toISOString(),
      },
    );
  };

  it("waits for both, bound to exactly this change, and then goes on", async () => {
    const held = await gate.admit(bankChange());
    expect(held).toMatchObject({ outcome: "held", heldFor: "review", tier: "critical" });
    expect(held.sentence).toMatch(/0 of 2 approvals/);
    const statement = held.statement as string;
    expect(await gate.approve(await approval(0, statement))).toMatchObject({ outcome: "held" });
    expect(await gate.approve(await approval(0, statement))).toMatchObject({ outcome: "held" });
    expect(await gate.approve(await approval(1, statement))).toMatchObject({ outcome: "accepted" });
    const bundle = await gate.evidence("SUP-100");
    expect(await verifyBundle(bundle, { trustedKeys: await gate.trustedKeys(), at: start })).toMatchObject({
      status: "proven",
    });
    expect((await (await gate.shelf()).list()).items).toEqual([]);
  });

  it("is refused by one rejection", async () => {
    const { statement = "" } = await gate.admit(bankChange());
    expect(await gate.approve(await approval(2, statement, "reject"))).toMatchObject({ outcome: "refused" });
  });

  it("takes no approval of a stranger, of something else, or of a change that nobody holds", async () => {
    const { statement = "" } = await gate.admit(bankChange());
    const stranger = await keyHolder("mallory", "approver");
    here = { ...here, approvers: [stranger] };
    await expect(gate.approve(await approval(0, statement))).rejects.toMatchObject({ code: "approval_refused" });
    await expect(gate.approve({ formatVersion: 1, payload: "e30" })).rejects.toMatchObject({
      code: "approval_refused",
    });
  });
});

describe("an effect", () => {
  it("runs once for an event that is accepted, however often the event comes", async () => {
    const envelope = await seal(eta());
    let runs = 0;
    const keys = new Set<string>();
    const effect = async ({ idempotencyKey }: { idempotencyKey: string }) => {
      runs += 1;
      keys.add(idempotencyKey);
    };
    const results = await Promise.all([
      gate.process(envelope, effect),
      gate.process(envelope, effect),
      gate.process(envelope, effect),
    ]);
    expect(results.map(({ effect: outcome }) => outcome)).toEqual(["applied", "applied", "applied"]);
    expect([runs, keys.size]).toEqual([1, 1]);
  });

  it("does not run for an event that is held", async () => {
    let runs = 0;
    const result = await gate.process(bankChange(), async () => void runs++);
    expect([result.effect, runs]).toEqual(["not_run", 0]);
  });

  it("that failed runs again when the event comes again", async () => {
    const event = eta();
    const failing = await gate.process(event, async () => {
      throw new Error("the ERP is down");
    });
    expect([failing.effect, (failing.error as Error).message]).toEqual(["failed", "the ERP is down"]);
    expect((await gate.process(event, async () => undefined)).effect).toBe("applied");
  });
});
