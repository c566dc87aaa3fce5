import { generalVerify, importJWK } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import {
  applyPatch,
  canonicalJson,
  type Disclosures,
  digestJson,
  type Envelope,
  type Event,
  type JsonObject,
  type JsonValue,
  type Patch,
  parseJson,
  sha256Hex,
  toBase64url,
  utf8,
} from "../../src/foundation/index.ts";
import {
  countersign,
  createSeal,
  eventPredicate,
  predicateType,
  receiveEvent,
  type SealEventOptions,
  sealEvent,
  trustedKeys,
  type VerifyOptions,
  verifyEnvelope,
} from "../../src/provenance/index.ts";
import { codeOf } from "../support.ts";
import { type KeyHolder, keyHolder } from "./keys.ts";

const at = new Date("2026-03-31T08:00:00Z");
const event: Event = {
  specversion: "1.0",
  id: "e-1",
  source: "carrier/dhl",
  type: "shipment.eta.changed",
  subject: "SHP-1",
  time: "2026-03-31T07:59:00Z",
  data: {
    etaMinutes: 90,
    contact: { name: "A. Jansen", phone: "+31 6 1234" },
    lines: [{ price: "4.50" }, { price: "9.99" }],
  },
};

let carrier: KeyHolder;
let other: KeyHolder;
beforeAll(async () => {
  carrier = await keyHolder("dhl", "source", { sources: ["carrier/dhl"] });
  other = await keyHolder("house", "receiver", {}, "ES256");
});

const seal = (change: Partial<SealEventOptions> = {}) => sealEvent(event, { signers: [carrier.signer], at, ...change });
const verify = (envelope: unknown, change: Partial<VerifyOptions> = {}) =>
  verifyEnvelope(envelope, { trustedKeys: trustedKeys([carrier.entry, other.entry]), at, ...change });
/** The verdict and the codes of the checks that are not proven. */
const outcome = async (envelope: unknown, change: Partial<VerifyOptions> = {}) => {
  const { status, checks } = await verify(envelope, change);
  return [
    status,
    ...new Set(checks.filter((check) => check.status === status && status !== "proven").map((check) => check.code)),
  ];
};
/** The event under whatever its source says of it. */
async function sealed(statement: JsonObject, data?: string): Promise<Envelope> {
  const { disclosures } = (await seal()) as { disclosures: Disclosures };
  const { data: _, ...attributes } = event;
  const { salt } = disclosures.leaves[0] as { salt: string };
  const leaf = canonicalJson([salt, "", event.data]);
  const subjects = [
    { name: "event", digest: digestJson(attributes) },
    { name: "data", digest: { sha256: data ?? sha256Hex(canonicalJson([sha256Hex(leaf)])) } },
  ];
  const signed = await createSeal([carrier.signer])(predicateType(eventPredicate), subjects, statement);
  return { ...signed, event, disclosures };
}
/** The envelope with a patch applied: each attack is one. */
const patched = (envelope: Envelope, patch: Patch): Envelope =>
  applyPatch(envelope as unknown as JsonValue, patch) as unknown as Envelope;
const replaced = (path: string, value: JsonValue): Patch => [{ op: "replace", path, value }];
const removed = (path: string): Patch => [{ op: "remove", path }];
const added = (path: string, value: JsonValue): Patch => [{ op: "add", path, value }];

describe("an envelope that its source sealed", () => {
  it("is proven, and says who vouches for it", async () => {
    const verdict = await verify(await seal());
    expect(verdict).toMatchObject({ status: "proven", notChecked: [] });
    expect(verdict.value).toMatchObject({
      event,
      claimedAt: at.toISOString(),
      vouchers: [{ by: "signature", principal: "dhl", role: "source" }],
    });
  });

  it("is JWS General JSON that another JOSE library checks", async () => {
    const envelope = await seal({ signers: [carrier.signer] });
    const { payload } = await generalVerify(envelope as never, await importJWK({ ...carrier.publicKey }, "Ed25519"));
    expect(sha256Hex(payload)).toHaveLength(64);
  });

  it("survives any JSON that keeps its values: spacing and order of members do not matter", async () => {
    const text = JSON.stringify(await seal(), undefined, 2);
    expect(await outcome(parseJson(text))).toEqual(["proven"]);
  });

  type Attack = Patch | ((envelope: Envelope) => Patch);
  const rewritten = (from: string, to: string) => (envelope: Envelope) =>
    replaced("/payload", replacePayload(envelope.payload, from, to));
  const withHeader = (members: object) => () =>
    replaced("/signatures/0/protected", header({ kid: carrier.signer.keyId, ...members }));
  const forged = ["signature_valid", "authenticated"];
  const attacks: readonly [attack: string, change: Attack, codes: readonly string[]][] = [
    ["the data was changed", replaced("/event/data/etaMinutes", 5_400), ["data_match"]],
    ["a member was added to the data", added("/event/data/note", "x"), ["data_match"]],
    ["the data was taken away", removed("/event/data"), ["data_match"]],
    ["the subject was changed", replaced("/event/subject", "SHP-2"), ["attributes_match"]],
    ["an attribute was added", added("/event/extra", "x"), ["attributes_match"]],
    ["the salt was changed", replaced("/disclosures/leaves/0/salt", "AAAAAAAAAAAAAAAAAAAAAA"), ["data_match"]],
    ["the disclosures were taken away", removed("/disclosures"), ["data_match"]],
    ["the claimed time was changed", rewritten("2026-03-31", "2026-03-30"), forged],
    ["the signature was cut", replaced("/signatures/0/signature", "AAAA"), forged],
    [
      "a signature is there twice",
      ({ signatures }) => added("/signatures/1", (signatures?.[0] ?? null) as unknown as JsonValue),
      ["statement_readable"],
    ],
    ["the signatures were taken away", removed("/signatures"), ["authenticated"]],
    ["the header names another algorithm", withHeader({ alg: "ES256" }), forged],
    ["the header says `none`", withHeader({ alg: "none" }), forged],
    ["the header has a member more", withHeader({ alg: "Ed25519", crit: ["b64"] }), forged],
    ["an unprotected header was added", added("/signatures/0/header", { alg: "none" }), ["statement_readable"]],
    ["the payload has padding", (envelope) => replaced("/payload", `${envelope.payload}=`), ["statement_readable"]],
    ["a member rides along", added("/note", "pay twice"), ["statement_readable"]],
  ];
  for (const [attack, change, codes] of attacks) {
    it(`is refuted when ${attack}`, async () => {
      const envelope = await seal();
      const patch = typeof change === "function" ? change(envelope) : change;
      expect(await outcome(patched(envelope, patch))).toEqual(["refuted", ...codes]);
    });
  }

  it("of a newer format is unknown, and so is one with a newer predicate", async () => {
    expect(await outcome({ ...(await seal()), formatVersion: 2 })).toEqual(["unknown", "newer_format"]);
    const envelope = await seal();
    const payload = replacePayload(envelope.payload, "predicate:event:1", "predicate:event:2");
    expect(await outcome({ ...envelope, payload })).toEqual(["unknown", "newer_format"]);
  });

  it.each(["", "x", "01", "0", " 1", "1.0", "0x1", "-1"])(
    "is of no known kind with a version spelled `%s`",
    async (version) => {
      const envelope = await seal();
      const payload = replacePayload(envelope.payload, "predicate:event:1", `predicate:event:${version}`);
      expect(await outcome({ ...envelope, payload })).toEqual(["unknown", "statement_readable"]);
    },
  );

  it.each([null, 1, "text", [], {}, { formatVersion: 1, payload: "" }, { formatVersion: 1, payload: "e30" }])(
    "is refuted, not a crash, for %j",
    async (nonsense) => {
      expect(await outcome(nonsense)).toEqual(["refuted", "statement_readable"]);
    },
  );
});

describe("the key decides", () => {
  const trusting = (change: object) => ({ trustedKeys: trustedKeys([{ ...carrier.entry, ...change }]) });
  const rows: readonly [what: string, change: object, options: Partial<VerifyOptions>, outcome: readonly string[]][] = [
    ["speaks for another source", { sources: ["carrier/ups"] }, {}, ["refuted", "signer_source", "authenticated"]],
    ["may only receive", { roles: ["receiver"] }, {}, ["refuted", "signer_role", "authenticated"]],
    [
      "was not valid yet",
      { validFrom: "2026-04-01T00:00:00Z" },
      {},
      ["refuted", "key_valid_at_signing", "authenticated"],
    ],
    ["had expired", { validUntil: "2026-03-31T08:00:00Z" }, {}, ["refuted", "key_valid_at_signing", "authenticated"]],
    [
      "was in other hands",
      { compromisedFrom: "2026-03-01T00:00:00Z" },
      {},
      ["refuted", "key_valid_at_signing", "authenticated"],
    ],
    [
      "expired after the envelope was seen",
      { validUntil: "2026-04-01T00:00:00Z" },
      { at: new Date("2027-01-01"), seenAt: at },
      ["proven"],
    ],
    [
      "expired before anybody saw the envelope",
      { validUntil: "2026-04-01T00:00:00Z" },
      { at: new Date("2027-01-01") },
      ["unknown", "key_valid_at_signing", "authenticated"],
    ],
    [
      "was revoked later, envelope seen in time",
      { revokedAt: "2026-05-01T00:00:00Z" },
      { at: new Date("2027-01-01"), seenAt: at },
      ["proven"],
    ],
  ];
  for (const [what, change, options, expected] of rows) {
    it(`whose owner ${what}: ${expected.join(" ")}`, async () => {
      expect(await outcome(await seal(), { ...trusting(change), ...options })).toEqual(expected);
    });
  }

  it("that nobody knows leaves the envelope unknown", async () => {
    expect(await outcome(await seal(), { trustedKeys: trustedKeys([other.entry]) })).toEqual([
      "unknown",
      "signature_valid",
      "authenticated",
    ]);
  });

  it("does not count when its end is a leap second that has passed", async () => {
    const ended = trusting({ validFrom: "2016-12-31T23:59:60Z", validUntil: "2016-12-31T23:59:60Z" });
    expect((await outcome(await seal(), ended))[0]).toBe("refuted");
    expect(codeOf(() => trusting({ validUntil: "tomorrow" }))).toBe("trusted_keys_malformed");
  });

  it("counts for a statement that was signed in a leap second", async () => {
    const leaping = await sealed({ formatVersion: 1, signedAt: "2016-12-31T23:59:60Z" });
    expect(await outcome(leaping, trusting({ validFrom: "2016-01-01T00:00:00Z" }))).toEqual(["proven"]);
  });

  it("does not count for a time that is still to come", async () => {
    expect(await outcome(await seal({ at: new Date("2026-03-31T08:05:00Z") }))).toEqual([
      "refuted",
      "signing_time_plausible",
      "authenticated",
    ]);
  });
});

describe("several signatures", () => {
  it("stand side by side, and one that vouches is enough", async () => {
    const envelope = await countersign(await seal(), other.signer);
    const verdict = await verify(envelope);
    expect(verdict.status).toBe("proven");
    expect(verdict.notChecked).toEqual(["does not count: house may not sign as source"]);
  });
  it("are refuted together when one of a known key is wrong", async () => {
    const envelope = await countersign(await seal(), other.signer);
    const broken = patched(envelope, [
      { op: "copy", from: "/signatures/0/signature", path: "/signatures/1/signature" },
    ]);
    expect(await outcome(broken)).toEqual(["refuted", "signature_valid"]);
  });
});

describe("data that is kept back", () => {
  const redactable = ["/contact", "/lines/*/price"];
  const { contact, ...rest } = event.data as { contact: JsonObject; lines: JsonValue; etaMinutes: number };
  /** What `contact` and `lines` leave of the data: the leaf of the rest. */
  const root = { etaMinutes: 90, lines: [{}, {}] };
  const keepBack = (envelope: Envelope, pointer: string, value: JsonValue, data: JsonValue): Envelope => {
    const leaves = envelope.disclosures?.leaves.map((leaf) =>
      leaf.pointer === pointer && "salt" in leaf
        ? { pointer, digest: sha256Hex(canonicalJson([leaf.salt, pointer, value])) }
        : leaf,
    );
    return patched(envelope, [
      ...replaced("/disclosures/leaves", leaves as unknown as JsonValue),
      ...replaced("/event/data", data),
    ]);
  };

  it("leaves the rest verifiable and is listed", async () => {
    const verdict = await verify(keepBack(await seal({ redactable }), "/contact", contact, rest));
    expect(verdict.status).toBe("proven");
    expect(verdict.notChecked).toEqual(["the value at `/contact` was kept back"]);
  });

  it("can be everything but some members", async () => {
    expect(await outcome(keepBack(await seal({ redactable }), "", root, { contact, lines: rest.lines }))).toEqual([
      "proven",
    ]);
  });

  it("cannot be replaced by something else", async () => {
    const other = { ...rest, contact: "C. Mallory" };
    expect(await outcome(keepBack(await seal({ redactable }), "/contact", contact, other))).toEqual([
      "refuted",
      "data_match",
    ]);
    expect(await outcome(keepBack(await seal({ redactable }), "", root, { ...rest, contact }))).toEqual([
      "refuted",
      "data_match",
    ]);
  });

  it("cannot be given another name", async () => {
    const renamed = patched(await seal({ redactable }), replaced("/disclosures/leaves/1/pointer", "/harmless"));
    expect(await outcome(renamed)).toEqual(["refuted", "data_match"]);
  });

  it("cannot stand beside data that no leaf is about", async () => {
    const salt = "AAAAAAAAAAAAAAAAAAAAAA";
    const digest = sha256Hex(canonicalJson([sha256Hex(canonicalJson([salt, "/etaMinutes", 90]))]));
    const statement = { formatVersion: 1, signedAt: at.toISOString(), leaves: ["/etaMinutes"] };
    const disclosures = { formatVersion: 1 as const, leaves: [{ pointer: "/etaMinutes", salt }] };
    expect(await outcome({ ...(await sealed(statement, digest)), disclosures })).toEqual(["refuted", "data_match"]);
  });

  it("cannot be guessed from what is left", async () => {
    const envelope = await seal({ redactable });
    const phone = "+31 6 1234";
    expect(JSON.stringify(envelope.payload)).not.toContain(sha256Hex(canonicalJson(phone)));
    const again = await seal({ redactable });
    expect(again.payload).not.toBe(envelope.payload);
  });
});

describe("a receiving statement", () => {
  const channel = { name: "https:/hooks/dhl", method: "hmac", principal: "dhl" } as const;
  it("vouches for nothing until the receiver signs or logs it", async () => {
    const received = receiveEvent(event, { channel, at });
    expect(await outcome(received)).toEqual(["refuted", "authenticated"]);
    const verdict = await verify(await countersign(received, other.signer));
    expect(verdict).toMatchObject({
      status: "proven",
      value: { predicate: { channel }, vouchers: [{ role: "receiver" }] },
    });
  });
  it("is nothing that a source may sign", async () => {
    expect(await outcome(await countersign(receiveEvent(event, { channel, at }), carrier.signer))).toEqual([
      "refuted",
      "signer_role",
      "authenticated",
    ]);
  });
});

const header = (members: object) => toBase64url(utf8(canonicalJson({ cty: "vnd.in-toto+json", ...members })));

function replacePayload(payload: string, from: string, to: string): string {
  return Buffer.from(Buffer.from(payload, "base64url").toString("utf8").replace(from, to)).toString("base64url");
}
