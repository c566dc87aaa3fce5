import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { canonicalJson, type Envelope, type JsonValue } from "../../src/foundation/index.ts";
import { redact, sealEvent, trustedKeys, verifyEnvelope } from "../../src/provenance/index.ts";
import { eta, start } from "../gate/support.ts";
import { codeOf } from "../support.ts";
import { type KeyHolder, keyHolder } from "./keys.ts";

let carrier: KeyHolder;
beforeAll(async () => {
  carrier = await keyHolder("dhl", "source");
});

const seal = (data: JsonValue | undefined, redactable: readonly string[]): Promise<Envelope> =>
  sealEvent(eta({ data } as never), { signers: [carrier.signer], at: start, redactable });
const verify = (envelope: Envelope) =>
  verifyEnvelope(JSON.parse(canonicalJson(envelope)), { trustedKeys: trustedKeys([carrier.entry]), at: start });

const order = {
  number: "PO-1",
  buyer: { name: "a.adams", desk: "3" },
  lines: [
    { item: "A", price: "12.50" },
    { item: "B", price: "7.00" },
  ],
};
const redactable = ["/buyer/name", "/lines/*/price"];
const leaves = ["", "/buyer/name", "/lines/0/price", "/lines/1/price"];

describe("an envelope with values kept back", () => {
  const rows: readonly [what: string, pointers: readonly string[], data: JsonValue | undefined][] = [
    ["nothing", [], order],
    ["one price", ["/lines/0/price"], { ...order, lines: [{ item: "A" }, { item: "B", price: "7.00" }] }],
    ["the person", ["/buyer/name"], { ...order, buyer: { desk: "3" } }],
    ["all but the prices", ["", "/buyer/name"], { lines: [{ price: "12.50" }, { price: "7.00" }] }],
    ["all but one price", ["", "/buyer/name", "/lines/0/price"], { lines: [{}, { price: "7.00" }] }],
    ["everything", leaves, undefined],
  ];
  it.each(rows)("still verifies without %s, and lists what is missing", async (_, pointers, data) => {
    const redacted = redact(await seal(order, redactable), pointers);
    expect(redacted.event?.data).toEqual(data);
    const verdict = await verify(redacted);
    expect(verdict.status).toBe("proven");
    expect(verdict.notChecked).toEqual(
      leaves.filter((leaf) => pointers.includes(leaf)).map((leaf) => `the value at \`${leaf}\` was kept back`),
    );
    expect(redacted.disclosures?.leaves.filter((leaf) => "salt" in leaf)).toHaveLength(leaves.length - pointers.length);
  });

  it("can lose more later, in any order, and comes to the same", async () => {
    const envelope = await seal(order, redactable);
    fc.assert(
      fc.property(fc.shuffledSubarray(leaves), (some) => {
        const oneByOne = some.reduce((left, pointer) => redact(left, [pointer]), envelope);
        expect(oneByOne).toEqual(redact(envelope, some));
        expect(redact(oneByOne, some)).toEqual(oneByOne);
      }),
    );
  });

  it("has lost its values and their salts", async () => {
    const envelope = await seal(order, redactable);
    const salts = (envelope.disclosures?.leaves ?? []).map((leaf) => ("salt" in leaf ? leaf.salt : ""));
    const text = canonicalJson(redact(envelope, leaves));
    for (const gone of [...salts, "12.50", "a.adams", "PO-1"]) expect(text).not.toContain(gone);
  });

  const nearest: readonly [pointer: string, nearest: string | undefined][] = [
    ["/lines/0/price/0", "/lines/0/price"],
    ["/lines/0", ""],
    ["/nowhere", ""],
    ["/buyer/name2", ""],
  ];
  it.each(nearest)(
    "cannot lose `%s`, which is no leaf: the error names the one that it lies in",
    async (pointer, leaf) => {
      const envelope = await seal(order, redactable);
      const details = attempt(() => redact(envelope, [pointer]));
      expect(details).toMatchObject({ code: "redaction_no_leaf", details: { pointer, nearest: leaf } });
      expect(details?.message).toContain(`the nearest leaf is \`${leaf}\``);
    },
  );

  it("of an event without data has nothing to lose", async () => {
    const envelope = await seal(undefined, []);
    expect(codeOf(() => redact(envelope, [""]))).toBe("redaction_no_leaf");
    expect(redact(envelope, [])).toEqual(envelope);
  });

  it.each(["x", "/a~2"])("cannot lose `%s`, which is no pointer", async (pointer) => {
    const envelope = await seal(order, redactable);
    expect(codeOf(() => redact(envelope, [pointer]))).toBe("pointer_malformed");
  });

  it("whose value was cut out by hand is not given a digest", async () => {
    const envelope = await seal(order, redactable);
    const cut = { ...envelope, event: { ...envelope.event, data: { ...order, buyer: { desk: "3" } } } } as Envelope;
    expect(codeOf(() => redact(cut, ["/buyer/name"]))).toBe("disclosures_malformed");
  });

  it("that was tampered with before stays refuted", async () => {
    const envelope = await seal(order, redactable);
    const forged = { ...envelope, event: { ...envelope.event, data: { ...order, number: "PO-2" } } } as Envelope;
    for (const pointers of [["/buyer/name"], [""], leaves])
      expect((await verify(redact(forged, pointers))).status).toBe("refuted");
  });

  it("verifies whatever the data and whatever is kept back", async () => {
    const names = fc.constantFrom("a", "b", "__proto", "~", "/", "");
    const data = fc.dictionary(names, fc.oneof(fc.string(), fc.dictionary(names, fc.string()), fc.array(fc.string())));
    await fc.assert(
      fc.asyncProperty(data, fc.infiniteStream(fc.boolean()), async (value, choices) => {
        const envelope = await seal(value as JsonValue, ["/*"]);
        const some = (envelope.disclosures?.leaves ?? [])
          .map(({ pointer }) => pointer)
          .filter(() => choices.next().value);
        expect((await verify(redact(envelope, some))).status).toBe("proven");
      }),
      { numRuns: 60 },
    );
  });

  it("is verified and made in a time that grows with its leaves, not with their square", async () => {
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`n${at}`, { price: at, item: "A" }]));
    const started = performance.now();
    const envelope = await seal({ wide }, ["/wide/*/price"]);
    expect((await verify(envelope)).status).toBe("proven");
    const half = envelope.disclosures!.leaves.map(({ pointer }) => pointer).filter((_, at) => at % 2 === 1);
    expect((await verify(redact(envelope, half))).status).toBe("proven");
    // About a second; while each leaf was a walk of its own it took minutes.
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

function attempt(call: () => unknown): { code?: string; message: string; details?: unknown } | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return error as never;
  }
}
