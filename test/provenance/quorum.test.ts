import { beforeAll, describe, expect, it } from "vitest";
import type { Envelope, Event } from "../../src/foundation/index.ts";
import {
  countersign,
  formatTrustedKeys,
  parseTrustedKeys,
  type Quorum,
  type QuorumRule,
  sealEvent,
  type TrustedKeyEntry,
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
  source: "erp/vendors",
  type: "supplier.bank.changed",
  data: { iban: "DE02 1203 0000 0000 2020 51" },
};

let erp: KeyHolder;
let anna: KeyHolder;
let annasOther: KeyHolder;
let bert: KeyHolder;
let stranger: KeyHolder;
beforeAll(async () => {
  erp = await keyHolder("erp", "source", { sources: ["erp/**"] });
  anna = await keyHolder("anna", "approver", {}, "ES256");
  annasOther = await keyHolder("anna", "approver");
  bert = await keyHolder("bert", "approver");
  stranger = await keyHolder("carl", "approver");
});

const sealedBy = async (...holders: readonly KeyHolder[]): Promise<Envelope> => {
  let envelope = await sealEvent(event, { signers: [erp.signer], at });
  for (const { signer } of holders) envelope = await countersign(envelope, signer);
  return envelope;
};
const entries = (): readonly TrustedKeyEntry[] => [erp, anna, annasOther, bert].map(({ entry }) => entry);
const verdictOn = (envelope: Envelope, quorum: Quorum, change: Partial<VerifyOptions> = {}) =>
  verifyEnvelope(envelope, { trustedKeys: trustedKeys(entries()), at, quorum, ...change });
const quorumOf = async (...args: Parameters<typeof verdictOn>) => {
  const { checks } = await verdictOn(...args);
  const found = checks.find(({ code }) => code === "quorum_met");
  return `${found?.status}: ${found?.sentence}`;
};

const two: Quorum = { threshold: 2, roles: ["approver"] };

describe("a quorum of two approvers", () => {
  it("is met when two keys have signed, whoever else did, and says who holds them", async () => {
    const verdict = await verdictOn(await sealedBy(anna, bert), two);
    expect(verdict.status).toBe("proven");
    expect(await quorumOf(await sealedBy(anna, bert), two)).toBe(
      "proven: keys of approver: 2 signed, 2 needed; principals: 2, 1 needed: anna, bert",
    );
  });

  it("is unknown while one is missing, and met once somebody countersigns later", async () => {
    const early = await sealedBy(anna);
    expect((await verdictOn(early, two)).status).toBe("unknown");
    expect(await quorumOf(early, two)).toBe(
      "unknown: keys of approver: 1 signed, 2 needed; principals: 1, 1 needed: anna",
    );
    expect((await verdictOn(await countersign(early, bert.signer), two)).status).toBe("proven");
  });

  it("is not met by one key that signs twice: such an envelope is not read", async () => {
    const verdict = await verdictOn(await sealedBy(anna, anna), two);
    expect(verdict).toMatchObject({ status: "refuted", checks: [{ code: "statement_readable" }] });
  });

  it("counts two keys of one person, and says so; principals can be asked for as well", async () => {
    const envelope = await sealedBy(anna, annasOther);
    expect(await quorumOf(envelope, two)).toContain(
      "proven: keys of approver: 2 signed, 2 needed; principals: 1, 1 needed",
    );
    expect(await quorumOf(envelope, { ...two, principals: 2 })).toContain("unknown");
    expect(await quorumOf(await sealedBy(anna, bert), { ...two, principals: 2 })).toContain("proven");
  });

  it("does not count keys that are unknown, of another role, or were not valid then", async () => {
    expect(await quorumOf(await sealedBy(anna, stranger), two)).toMatch(/^unknown: .* 1 signed, 2 needed/);
    expect(await quorumOf(await sealedBy(anna), { ...two, threshold: 1, roles: ["receiver"] })).toMatch(
      /^unknown: .* 0 signed, 1 needed/,
    );
    const revoked = trustedKeys(
      entries().map((entry) => (entry.principal === "bert" ? { ...entry, revokedAt: "2026-02-01T00:00:00Z" } : entry)),
    );
    expect(await quorumOf(await sealedBy(anna, bert), two, { trustedKeys: revoked })).toMatch(
      /^unknown: .* 1 signed, 2 needed/,
    );
  });

  it("cannot make up for a source that did not sign: approvers do not speak for it", async () => {
    const { signatures = [], ...envelope } = await sealedBy(anna, bert);
    const verdict = await verdictOn({ ...envelope, signatures: signatures.slice(1) }, two);
    expect(verdict.status).toBe("refuted");
    expect(verdict.value?.vouchers).toEqual([]);
  });

  it("is refuted with everything else when one signature is forged, and the others are still told", async () => {
    const { signatures = [], ...envelope } = await sealedBy(anna, bert);
    const forged = {
      ...envelope,
      signatures: [{ ...signatures[0], signature: signatures[2]?.signature ?? "" }, ...signatures.slice(1)],
    };
    const verdict = await verdictOn(forged as Envelope, two);
    expect(verdict.status).toBe("refuted");
    expect(verdict.value?.signers.map(({ principal, status }) => `${principal} ${status}`)).toEqual([
      "erp refuted",
      "anna proven",
      "bert proven",
    ]);
  });

  it("tells what came of every signature, also of those that do not count", async () => {
    const verdict = await verdictOn(await sealedBy(stranger, anna, bert), two);
    expect(verdict.value?.signers.map(({ principal = "?", status }) => `${principal} ${status}`)).toEqual([
      "erp proven",
      "? unknown",
      "anna proven",
      "bert proven",
    ]);
  });

  it("counts a source only for events that it speaks for", async () => {
    const other = await keyHolder("wms", "source", { sources: ["wms/**"] });
    const keys = trustedKeys([...entries(), other.entry]);
    const quorum: Quorum = { threshold: 2, roles: ["source"] };
    expect(await quorumOf(await sealedBy(other), quorum, { trustedKeys: keys })).toMatch(
      /^unknown: .* 1 signed, 2 needed/,
    );
  });
});

describe("a file of trusted keys with a quorum", () => {
  const rule: QuorumRule = {
    ...two,
    statements: ["urn:countersign:predicate:event"],
    sources: ["erp/vendors"],
  };
  const verify = (envelope: Envelope, quorums: readonly QuorumRule[]) =>
    verifyEnvelope(envelope, { trustedKeys: trustedKeys(entries(), { quorums }), at });

  it("asks for it of the statements that it names, and of no others", async () => {
    const envelope = await sealedBy(anna);
    expect((await verify(envelope, [rule])).status).toBe("unknown");
    expect((await verify(envelope, [{ ...rule, sources: ["erp/orders"] }])).status).toBe("proven");
    expect((await verify(envelope, [{ ...rule, statements: ["urn:countersign:predicate:approval"] }])).status).toBe(
      "proven",
    );
    expect((await verify(await sealedBy(anna, bert), [rule])).status).toBe("proven");
  });

  it("is version 2, and reads back as it was; without a quorum it stays version 1", () => {
    const file = formatTrustedKeys(trustedKeys(entries(), { quorums: [rule] }));
    expect(file).toMatchObject({ formatVersion: 2, quorums: [rule] });
    expect(formatTrustedKeys(parseTrustedKeys(file))).toEqual(file);
    expect(formatTrustedKeys(trustedKeys(entries()))).toMatchObject({ formatVersion: 1 });
  });

  const rows: readonly [why: string, change: object][] = [
    ["of nothing", { statements: [] }],
    ["of nobody", { roles: [] }],
    ["of more keys than there are", { threshold: 4 }],
    ["of more people than there are", { principals: 3 }],
    ["for which keys are there only in another role", { roles: ["cosigner"] }],
  ];
  it.each(rows)("is refused when it asks for a quorum %s", (_, change) => {
    expect(codeOf(() => trustedKeys(entries(), { quorums: [{ ...rule, ...change }] }))).toBe("trusted_keys_malformed");
  });
  it.each([
    ["a threshold of 0", { threshold: 0 }],
    ["a threshold of a half", { threshold: 0.5 }],
    ["a word that is none of the format", { minimum: 2 }],
    ["a kind of statement that is no name", { statements: ["event"] }],
  ])("is malformed with %s", (_, change) => {
    const file = { ...formatTrustedKeys(trustedKeys(entries())), formatVersion: 2, quorums: [{ ...rule, ...change }] };
    expect(codeOf(() => parseTrustedKeys(file))).toBe("format_malformed");
  });
  it("is refused when it says version 1 and holds what version 1 cannot say", async () => {
    const file = formatTrustedKeys(trustedKeys(entries(), { quorums: [rule] }));
    expect(codeOf(() => parseTrustedKeys({ ...file, formatVersion: 1 }))).toBe("trusted_keys_malformed");
    const { entry } = await keyHolder("lab", "source", {}, "ES384");
    const newer = formatTrustedKeys(trustedKeys([entry]));
    expect(newer.formatVersion).toBe(2);
    expect(codeOf(() => parseTrustedKeys({ ...newer, formatVersion: 1 }))).toBe("trusted_keys_malformed");
    expect(codeOf(() => parseTrustedKeys({ ...newer, formatVersion: 3 }))).toBe("newer_format");
  });
});
