import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createHandler, type HandlerOptions, webhookSignature } from "../../src/adapters/web.ts";
import { createGate, type GateConfig } from "../../src/gate/index.ts";
import { memoryStore } from "../../src/stores/index.ts";
import { faultyStore } from "../../src/testing/index.ts";
import { etaContract, manualClock, receivingPolicy, start } from "../gate/support.ts";

const config: GateConfig = {
  contracts: [etaContract],
  policies: [receivingPolicy],
  streams: [{ name: "eta", preset: "strict", contract: "shipment-eta" }],
};
const channel = { source: "carrier/dhl", type: "shipment.eta.changed", id: "/no" };
const eta = (no: number, etaMinutes: unknown = 90) => ({
  specversion: "1.0",
  id: String(no),
  source: channel.source,
  type: channel.type,
  data: { shipment: "SHP-1", etaMinutes },
});

const post = (body: BodyInit | null, headers: Record<string, string> = {}, method = "POST") =>
  new Request("https://erp.example/hooks/carrier", {
    method,
    headers: { "content-type": "application/cloudevents+json", ...headers },
    body,
  });
const asked = async (request: Request, options: HandlerOptions = channel, own: GateConfig = config) => {
  const gate = createGate(own);
  const response = await createHandler(gate, options)(request);
  await gate.close();
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    again: response.headers.get("retry-after"),
    body: await response.json(),
  };
};

describe("what is posted", () => {
  it("is answered 202 when it is accepted", async () => {
    expect(await asked(post(JSON.stringify(eta(1))))).toMatchObject({
      status: 202,
      type: "application/json",
      body: { outcome: "accepted" },
    });
  });
  it("is answered by a problem when it is held, and need not come again", async () => {
    const answer = await asked(post(JSON.stringify(eta(1, "soon"))));
    expect(answer).toMatchObject({
      status: 422,
      type: "application/problem+json",
      again: null,
      body: { status: 422, title: "held in quarantine" },
    });
  });
  it("is kept when it is no event", async () => {
    expect(await asked(post("{"))).toMatchObject({ status: 422, body: { title: "held as a dead letter" } });
  });
  it("is answered one by one in a batch, and as the worst of it as a whole", async () => {
    const batch = post(JSON.stringify([eta(1), eta(2, "soon")]), {
      "content-type": "application/cloudevents-batch+json",
    });
    expect(await asked(batch)).toMatchObject({
      status: 422,
      body: { detail: "1 of 2 events are accepted", results: [{ outcome: "accepted" }, { status: 422 }] },
    });
  });
  it("has its effect once, and must come again when that failed", async () => {
    const gate = createGate(config);
    let runs = 0;
    const handler = createHandler(gate, {
      ...channel,
      effect: async () => {
        runs += 1;
        if (runs === 1) throw new Error("the ERP is down");
      },
    });
    const statuses = [];
    for (let at = 0; at < 3; at++) statuses.push((await handler(post(JSON.stringify(eta(1))))).status);
    expect([statuses, runs]).toEqual([[503, 202, 202], 2]);
    await gate.close();
  });
  it("must come again when the store gave no answer", async () => {
    const store = faultyStore(memoryStore(), { failingCalls: 1_000 });
    expect(await asked(post(JSON.stringify(eta(1))), channel, { ...config, store })).toMatchObject({
      status: 503,
      again: "1",
    });
  });
});

describe("what never reaches the gate", () => {
  it("another method: 405", async () =>
    expect(await asked(post(null, {}, "PUT"))).toMatchObject({ status: 405, body: { code: "method_not_allowed" } }));
  it("a body without end: 413", async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) });
    const request = new Request("https://erp.example/", {
      method: "POST",
      body: endless,
      duplex: "half",
    } as RequestInit);
    expect(await asked(request)).toMatchObject({ status: 413, body: { code: "body_too_large" } });
  });
});

describe("a webhook's signature", () => {
  const clock = manualClock();
  const body = JSON.stringify(eta(1));
  const hmac = (key: string | Buffer, text: string, encoding: "hex" | "base64") =>
    createHmac("sha256", key).update(text).digest(encoding);
  const seconds = String(start.getTime() / 1_000);
  const secret = `whsec_${Buffer.from("a secret of thirty-two characters").toString("base64")}`;
  const standard = (text = body, at = seconds, id = "msg_1") => ({
    "webhook-id": id,
    "webhook-timestamp": at,
    "webhook-signature": `v1,AAAA v1,${hmac(Buffer.from(secret.slice(6), "base64"), `${id}.${at}.${text}`, "base64")}`,
  });
  const answer = (scheme: "hub" | "shopify" | "standard-webhooks", headers: Record<string, string>, sent = body) =>
    asked(post(sent, headers), {
      ...channel,
      authenticate: webhookSignature({
        scheme,
        secrets: [scheme === "standard-webhooks" ? secret : "old", ...(scheme === "standard-webhooks" ? [] : ["new"])],
        principal: "dhl",
        clock,
      }),
    });

  const good: readonly [Parameters<typeof answer>[0], Record<string, string>][] = [
    ["hub", { "x-hub-signature-256": `sha256=${hmac("old", body, "hex")}` }],
    ["hub", { "x-hub-signature-256": `sha256=${hmac("new", body, "hex")}` }],
    ["shopify", { "x-shopify-hmac-sha256": hmac("new", body, "base64") }],
    ["standard-webhooks", standard()],
  ];
  it.each(good)("of %s is believed", async (scheme, headers) => {
    expect((await answer(scheme, headers)).status).toBe(202);
  });
  it("is believed as the standard's own example has it", async () => {
    const at = 1_614_265_330;
    const authenticate = webhookSignature({
      scheme: "standard-webhooks",
      secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
      principal: "standard",
      clock: { now: () => new Date(at * 1_000) },
    });
    const headers = new Headers({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": String(at),
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
    expect(await authenticate({ headers }, new TextEncoder().encode('{"test": 2432232314}'))).toEqual({
      method: "hmac",
      principal: "standard",
    });
  });

  const wrong: readonly [what: string, ...Parameters<typeof answer>][] = [
    ["none at all", "hub", {}],
    ["the wrong secret", "hub", { "x-hub-signature-256": `sha256=${hmac("else", body, "hex")}` }],
    ["another body", "hub", { "x-hub-signature-256": `sha256=${hmac("old", "{}", "hex")}` }],
    ["SHA-1", "hub", { "x-hub-signature-256": `sha1=${hmac("old", body, "hex")}` }],
    ["half of it", "hub", { "x-hub-signature-256": `sha256=${hmac("old", body, "hex").slice(0, 32)}` }],
    ["upper-case letters in another encoding", "hub", { "x-hub-signature-256": "sha256=ZZ" }],
    ["an empty one", "shopify", { "x-shopify-hmac-sha256": "" }],
    ["a time six minutes ago", "standard-webhooks", standard(body, String(start.getTime() / 1_000 - 360))],
    ["a time in ten minutes", "standard-webhooks", standard(body, String(start.getTime() / 1_000 + 600))],
    ["no time", "standard-webhooks", { ...standard(), "webhook-timestamp": "" }],
    [
      "a time that was not signed",
      "standard-webhooks",
      { ...standard(), "webhook-timestamp": String(Number(seconds) + 1) },
    ],
    ["an id that was not signed", "standard-webhooks", { ...standard(), "webhook-id": "msg_2" }],
  ];
  it.each(wrong)("with %s is not: 401, and nothing is written", async (_, ...args) => {
    expect(await answer(...args)).toMatchObject({ status: 401, body: { code: "sender_unknown" } });
  });
  it("shows in the receiving statement who sent it", async () => {
    const gate = createGate(config);
    const authenticate = webhookSignature({ scheme: "hub", secrets: ["new"], principal: "dhl" });
    await createHandler(gate, { ...channel, authenticate })(
      post(body, { "x-hub-signature-256": `sha256=${hmac("new", body, "hex")}` }),
    );
    const bundle = new TextDecoder().decode(await gate.evidenceOfRun("test"));
    const payloads = [...bundle.matchAll(/"payload":"([^"]+)"/g)].map(([, payload]) =>
      Buffer.from(payload ?? "", "base64url").toString(),
    );
    expect(payloads.join()).toContain('"channel":{"method":"hmac","name":"http:/hooks/carrier","principal":"dhl"}');
    await gate.close();
  });
  it("cannot be asked for with an empty secret", () => {
    expect(() => webhookSignature({ scheme: "hub", secrets: [""], principal: "dhl" })).toThrow(TypeError);
  });
});
