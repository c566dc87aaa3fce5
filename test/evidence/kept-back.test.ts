import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ending, endingOf, endsAs } from "../../src/evidence/ending.ts";
import { type Part, parseBundle, sealBundle, verifyBundle } from "../../src/evidence/index.ts";
import {
  canonicalJson,
  type Envelope,
  fromBase64url,
  fromUtf8,
  type JsonObject,
  type JsonValue,
  sha256Hex,
  toBase64url,
  utf8,
} from "../../src/foundation/index.ts";
import { createGate, type Gate } from "../../src/gate/index.ts";
import {
  approvalPredicate,
  createSeal,
  formatTrustedKeys,
  predicateType,
  signCosignature,
  type TrustedKeys,
  trustedKeys,
  withSignatureLines,
} from "../../src/provenance/index.ts";
import { bankChange, eta, type Scene, scene, start } from "../gate/support.ts";
import { keyHolder } from "../provenance/keys.ts";

const HOUR = 3_600_000;
const later = (hours: number): Date => new Date(start.getTime() + hours * HOUR);

/** One of each length around the blocks of SHA-256, one that is no ASCII, one that plays the end of a statement. */
const REASONS = [
  "y",
  "called b.berg back at the number on file",
  ...[60, 61, 62, 63, 64, 65, 127, 128].map((length) => "x".repeat(length)),
  "geprüft, für Müller & Söhne 株式会社",
  '"},"predicateType":"urn:countersign:predicate:admission:2","subject":[{"digest":{"sha256":"',
];

let told: Scene;
let gate: Gate;
let keys: TrustedKeys;
let cosigned: string;
const folder = mkdtempSync(join(tmpdir(), "countersign-kept-back-"));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  told = await scene();
  gate = createGate(told.config);
  const [approver] = told.approvers;
  const seal = createSeal(approver ? [approver.signer] : []);
  for (const reason of REASONS) {
    const { statement = "" } = await gate.admit(bankChange());
    const body = { formatVersion: 1, verdict: "approve", role: "approver", approvedAt: start.toISOString(), reason };
    await gate.approve(
      await seal(predicateType(approvalPredicate), [{ name: "statement", digest: { sha256: statement } }], body),
    );
    await gate.admit(eta());
  }
  told.clock.advance(HOUR);
  const partner = await keyHolder("partner", "cosigner");
  keys = trustedKeys([...formatTrustedKeys(await gate.trustedKeys()).keys, partner.entry]);
  const [log] = parseBundle(await gate.evidenceOfRun("run")).parts;
  const head = String((log?.value as JsonObject | undefined)?.checkpoint);
  cosigned = withSignatureLines(head, [
    await signCosignature(head, { name: "partner.example", ...partner }, later(30)),
  ]);
});

const plan = { type: "shipment.eta.changed", from: start.toISOString(), to: later(2).toISOString(), count: 3 };
const sample = (): Promise<Uint8Array> => gate.evidenceSample(plan, { checkpoint: cosigned, audience: "external" });
const verify = (bytes: Uint8Array) => verifyBundle(bytes, { trustedKeys: keys, at: later(100) });
const statusOf = async (bytes: Uint8Array, ...codes: readonly string[]) =>
  (await verify(bytes)).checks.filter(({ code }) => codes.includes(code)).map(({ status }) => status);
const payloadsOf = (bytes: Uint8Array): readonly string[] =>
  parseBundle(bytes).parts.flatMap(({ value }) => {
    const { payload, ending } = value as { payload?: string; ending?: { rest: string } };
    return [payload, ending?.rest].flatMap((text) => (text ? fromUtf8(fromBase64url(text)) : []));
  });
const resealed = async (bytes: Uint8Array, change: (part: Part) => Part): Promise<Uint8Array> =>
  sealBundle(parseBundle(bytes).parts.map(change), {
    about: "sample",
    audience: "external",
    at: later(50),
    seal: createSeal([told.keys.house.signer]),
  });

const hasPython = spawnSync("python3", ["--version"]).status === 0 && spawnSync("openssl", ["version"]).status === 0;
if (!hasPython) console.warn("no python3 and openssl here: the second verifier is not asked");
/** What the other verifier, which shares no code with this one, has to say. */
function secondVerdict(bytes: Uint8Array): string {
  writeFileSync(join(folder, "file.json"), bytes);
  writeFileSync(join(folder, "keys.json"), canonicalJson(formatTrustedKeys(keys) as unknown as JsonValue));
  const script = fileURLToPath(new URL("../../tools/verify-bundle.py", import.meta.url));
  const args = [script, "file.json", "--keys", "keys.json", "--at", "2026-06-30", "--json"];
  return JSON.parse(spawnSync("python3", args, { encoding: "utf8", cwd: folder }).stdout).status;
}

describe("an approval in which somebody wrote something", () => {
  it("stays in the house, and yet every entry of the log is accounted for, and the population counted", async () => {
    for (const bytes of [await sample(), await gate.evidenceOfRun("run", { audience: "external" })]) {
      expect((await verify(bytes)).status).toBe("proven");
      const said = payloadsOf(bytes).join("\n") + fromUtf8(bytes);
      for (const reason of REASONS.slice(1)) expect(said).not.toContain(JSON.stringify(reason).slice(1, -1));
      expect((await verify(bytes)).notChecked.filter((line) => line.startsWith("the approval"))).toHaveLength(
        REASONS.length,
      );
    }
    expect(await statusOf(await sample(), "entries_accounted", "population_complete")).toEqual(["proven", "proven"]);
  });

  it.skipIf(!hasPython && process.env.CI !== "true")("is so for the second verifier, too", async () => {
    expect(secondVerdict(await sample())).toBe("proven");
  });

  /** An answer to an event that the house would like to pass off as an approval, so that nobody counts it. */
  const disguised = (forge: (ending: Ending, envelope: Envelope) => object) => async (): Promise<Uint8Array> => {
    let done = false;
    return resealed(await sample(), (part) => {
      const envelope = part.value as unknown as Envelope;
      if (done || part.kind !== "statement" || !fromUtf8(fromBase64url(envelope.payload)).includes("admission:"))
        return part;
      done = true;
      const digest = sha256Hex(fromBase64url(envelope.payload));
      const value = { what: "approval", digest, ...forge(endingOf(envelope), envelope) };
      return { kind: "withheld", value: value as unknown as JsonValue };
    });
  };
  const asApproval = (rest: string): string =>
    toBase64url(utf8(fromUtf8(fromBase64url(rest)).replace("admission", "approval")));
  const attacks: readonly [attack: string, file: () => Promise<Uint8Array>][] = [
    ["with no end at all", disguised(() => ({}))],
    ["with its own end", disguised((ending) => ({ ending }))],
    ["as a plan", disguised((ending) => ({ what: "repair-plan", ending }))],
    ["with an end that says so", disguised((ending) => ({ ending: { ...ending, rest: asApproval(ending.rest) } }))],
    ["with nothing kept back", disguised((ending) => ({ ending: { ...ending, blocks: 0 } }))],
    ["with another length", disguised((ending) => ({ ending: { ...ending, blocks: ending.blocks + 1 } }))],
    ["with more blocks than there can be", disguised((ending) => ({ ending: { ...ending, blocks: 2 ** 52 } }))],
    ["with an end that cannot be read", disguised((ending) => ({ ending: { ...ending, rest: "?" } }))],
  ];
  it.each(attacks)("is no place to hide an answer in, %s: it may be one more", async (_, file) => {
    const bytes = await file();
    expect(await statusOf(bytes, "entries_accounted", "population_complete")).toEqual(["unknown", "unknown"]);
    if (hasPython) expect(secondVerdict(bytes)).toBe((await verify(bytes)).status);
  });
});

describe("the end of a statement", () => {
  const sealed = (type: string, name: string, predicate: JsonObject): Envelope => {
    const subject = [{ digest: { sha256: "a".repeat(64) }, name }];
    const predicateType = `urn:countersign:predicate:${type}:1`;
    const statement = { _type: "https://in-toto.io/Statement/v1", predicate, predicateType, subject };
    return { formatVersion: 1, payload: toBase64url(utf8(canonicalJson(statement))) };
  };
  const digestOf = ({ payload }: Envelope): string => sha256Hex(fromBase64url(payload));

  it("shows of which kind it is, and nothing that was written, whatever that is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 200 }),
        fc.constantFrom("approver", "x", "treasurer-of-the-whole-group"),
        (reason, role) => {
          const body = { approvedAt: start.toISOString(), formatVersion: 1, role, verdict: "approve" };
          const approval = sealed("approval", "statement", { ...body, reason });
          const ofPlan = sealed("repair-plan", "plan", { at: "x", formatVersion: 1, plan: { reason, owners: [role] } });
          for (const [what, envelope] of [
            ["approval", approval],
            ["repair-plan", ofPlan],
          ] as const) {
            const ending = endingOf(envelope);
            expect(endsAs(what, digestOf(envelope), ending)).toBe(true);
            expect(endsAs(what, "0".repeat(64), ending)).toBe(false);
            const hidden = fromUtf8(fromBase64url(envelope.payload)).slice(0, -fromBase64url(ending.rest).length);
            expect(hidden).toContain(JSON.stringify(reason).slice(1, -1));
          }
        },
      ),
    );
  });

  it("of no other kind passes for an approval's or a plan's", () => {
    for (const [type, name] of [
      ["admission", "statement"],
      ["admission", "capsule"],
      ["effect", "statement"],
      ["event", "event"],
    ] as const) {
      const envelope = sealed(type, name, { at: "x", formatVersion: 1, note: 'approval:1","subject":[]' });
      const ending = endingOf(envelope);
      expect([
        endsAs("approval", digestOf(envelope), ending),
        endsAs("repair-plan", digestOf(envelope), ending),
      ]).toEqual([false, false]);
    }
  });
});
