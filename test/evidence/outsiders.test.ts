import { beforeAll, describe, expect, it } from "vitest";
import type { Contract } from "../../src/contracts/index.ts";
import { parseBundle, verifyBundle } from "../../src/evidence/index.ts";
import { canonicalJson, fromUtf8, type JsonObject, type JsonValue, sha256Hex } from "../../src/foundation/index.ts";
import { createGate, type Gate } from "../../src/gate/index.ts";
import {
  approvalPredicate,
  createSeal,
  predicateType,
  sealEvent,
  type TrustedKeys,
} from "../../src/provenance/index.ts";
import { bankChange, bankContract, eta, etaContract, type Scene, scene, start } from "../gate/support.ts";
import { keyHolder } from "../provenance/keys.ts";

const IBAN = "DE89370400440532013000";
const PRICE = "4711.50";
const REASON = "called b.berg back at the number on file";

const orderContract: Contract = {
  formatVersion: 1,
  id: "order",
  version: "1.0.0",
  owner: "purchasing",
  tier: "low",
  redactable: ["/lines/*/price"],
  schema: {
    type: "object",
    properties: {
      number: { type: "string" },
      lines: {
        type: "array",
        items: {
          type: "object",
          properties: { item: { type: "string" }, price: { type: "string", "x-classification": "confidential" } },
        },
      },
    },
  },
};
/** A contract whose example tells what a classified value looks like. */
const telling: Contract = {
  ...bankContract,
  id: "telling",
  schema: {
    type: "object",
    properties: { iban: { type: "string", "x-classification": "confidential", examples: [IBAN] } },
  },
};

let told: Scene;
let gate: Gate;
let keys: TrustedKeys;
let bundles: readonly string[];
const order = (data: JsonValue) =>
  eta({ type: "purchase.order.placed", source: "erp/orders", subject: "PO-1", data } as never);

beforeAll(async () => {
  told = await scene();
  const streams = [
    ...(told.config.streams ?? []),
    { name: "orders", type: "purchase.order.placed", contract: "order" },
    { name: "telling", type: "bank.told", contract: "telling" },
  ];
  const erp = await keyHolder("erp", "source");
  gate = createGate({ ...told.config, contracts: [etaContract, bankContract, orderContract, telling], streams });
  const held = await gate.admit(bankChange());
  await gate.admit(
    order({
      number: "PO-1",
      lines: [
        { item: "A", price: PRICE },
        { item: "B", price: "1.00" },
      ],
    }),
  );
  await gate.admit(order({ number: "PO-2", secret: PRICE, lines: [] }));
  await gate.admit(bankChange({ type: "bank.told", data: { iban: IBAN } } as never));
  await gate.admit(eta({ type: "nobody.knows", subject: "X", data: { iban: IBAN } } as never));
  await gate.admit(await sealEvent(bankChange(), { signers: [erp.signer], at: start }));
  const [approver] = told.approvers;
  const seal = createSeal(approver ? [approver.signer] : []);
  await gate.approve(
    await seal(predicateType(approvalPredicate), [{ name: "statement", digest: { sha256: held.statement ?? "" } }], {
      formatVersion: 1,
      verdict: "approve",
      role: "approver",
      approvedAt: start.toISOString(),
      reason: REASON,
    }),
  );
  keys = await gate.trustedKeys();
  bundles = await external();
});

const external = async (): Promise<readonly string[]> => {
  const subjects = ["SUP-100", "PO-1", "X"];
  const files = [
    ...(await Promise.all(subjects.map((subject) => gate.evidence(subject, { audience: "external" })))),
    await gate.evidenceOfRun("run", { audience: "external" }),
  ];
  return files.map((bytes) => fromUtf8(bytes));
};
const partsOf = (text: string) => parseBundle(new TextEncoder().encode(text)).parts;

describe("what leaves the house", () => {
  it("verifies, and says what was kept back", async () => {
    const verdict = await verifyBundle(await gate.evidence("SUP-100", { audience: "external" }), {
      trustedKeys: keys,
      at: start,
    });
    expect(verdict.status).toBe("proven");
    expect(
      verdict.notChecked
        .filter((line) => line.includes("kept back"))
        .map((line) => line.replace(/[0-9a-f]{64}/, "…"))
        .toSorted(),
    ).toEqual([
      "the approval `…`, which was kept back",
      "the contract `…`, which was kept back",
      "the value at `/iban` was kept back",
      "the value at `` was kept back",
    ]);
  });

  it("shows the quantity without the price", async () => {
    const [, order1] = bundles;
    const [event] = partsOf(order1 ?? "").map(({ value }) => (value as JsonObject).event as JsonObject | undefined);
    expect(event?.data).toEqual({ number: "PO-1", lines: [{ item: "A" }, { item: "B" }] });
  });

  const rows: readonly [what: string, text: string][] = [
    ["a bank account that is classified", IBAN],
    ["a price that is classified, or in a member that the contract does not know", PRICE],
    ["what people wrote when they approved", REASON],
    ["what people were told", "findings"],
    ["lineage", "transformation"],
    ["an example of a classified value in a contract", "examples"],
  ];
  it.each(rows)("holds nothing of %s", async (_, text) => {
    for (const bundle of bundles) expect(bundle).not.toContain(text);
  });

  it("holds no digest from which such a value could be guessed by trying", async () => {
    for (const bundle of bundles) expect(guessed(bundle)).toEqual([]);
  });

  it("would be caught if it did: the test guesses what the house keeps for itself", async () => {
    const leaky = canonicalJson({
      note: sha256Hex(canonicalJson({ iban: IBAN, changedBy: "a.adams" })),
      other: sha256Hex(PRICE),
    });
    expect(guessed(leaky)).toHaveLength(2);
    const salted = canonicalJson({
      salt: "AAAAAAAAAAAAAAAAAAAAAA",
      digest: sha256Hex(canonicalJson(["AAAAAAAAAAAAAAAAAAAAAA", "/iban", IBAN])),
    });
    expect(guessed(salted)).toHaveLength(1);
  });
});

/** What somebody would try who knows everything but the value: bank accounts, prices, short texts. */
const dictionary: readonly JsonValue[] = [
  IBAN,
  "DE02120300000000202051",
  ...Array.from({ length: 200 }, (_, at) => `${4_700 + Math.floor(at / 10)}.${at % 10}0`),
  ...Array.from({ length: 20 }, (_, at) => 4_700 + at + 0.5),
  "1.00",
  PRICE,
  "a.adams",
  REASON,
  "",
  "yes",
];
const POINTERS = ["", "/iban", "/changedBy", "/lines/0/price", "/lines/1/price", "/secret"];

/** Every way to hash a value without a salt that anybody here could think of, around data of which the rest is known. */
function* guesses(value: JsonValue): Iterable<JsonValue> {
  yield value;
  yield [value];
  for (const name of ["iban", "price", "secret", "reason", "total"]) yield { [name]: value };
  yield { iban: value, changedBy: "a.adams" };
  yield {
    number: "PO-1",
    lines: [
      { item: "A", price: value },
      { item: "B", price: "1.00" },
    ],
  };
  yield { number: "PO-2", secret: value, lines: [] };
  for (const pointer of POINTERS) {
    yield [pointer, value];
    yield { pointer, value };
  }
}

/** Which digests in a text somebody with a dictionary could open: unsalted ones, and salted ones whose salt was left there. */
function guessed(text: string): readonly string[] {
  const digests = digestsIn(text);
  const salts = [...new Set([...text.matchAll(/"([A-Za-z0-9_-]{22})"/g)].map(([, salt]) => salt as string)), ""];
  const opened: string[] = [];
  const tryOne = (guess: string, what: JsonValue): void => {
    if (digests.has(sha256Hex(guess)) && !isShown(text, what)) opened.push(canonicalJson(what));
  };
  for (const value of dictionary) {
    if (typeof value === "string") tryOne(value, value);
    for (const guess of guesses(value)) tryOne(canonicalJson(guess), guess);
    for (const salt of salts) for (const pointer of POINTERS) tryOne(canonicalJson([salt, pointer, value]), value);
  }
  return [...new Set(opened)];
}

/** A value that is shown needs no guessing. */
const isShown = (text: string, value: JsonValue): boolean =>
  typeof value === "string" && text.includes(JSON.stringify(value));

/** SHA-256s in a text and in the payloads that it carries: in hexadecimal, base64 and base64url. */
function digestsIn(text: string): ReadonlySet<string> {
  const carried = [...text.matchAll(/"(?:payload|entry|protected)":"([A-Za-z0-9_-]+)"|"([A-Za-z0-9_-]{60,})"/g)].map(
    ([, payload, entry]) => Buffer.from((payload ?? entry) as string, "base64url").toString("latin1"),
  );
  const found = new Set<string>();
  for (const one of [text, ...carried]) {
    for (const [digest] of one.matchAll(/[0-9a-f]{64}/g)) found.add(digest);
    for (const [, word] of one.matchAll(/"([A-Za-z0-9+/_-]{43})=?"/g))
      found.add(Buffer.from(word as string, "base64url").toString("hex"));
  }
  return found;
}
