import { beforeAll, describe, expect, it } from "vitest";
import { type Part, parseBundle, sealBundle, verifyBundle } from "../../src/evidence/index.ts";
import type { JsonObject } from "../../src/foundation/index.ts";
import { createGate, type Gate } from "../../src/gate/index.ts";
import { createSeal, type TrustedKeys } from "../../src/provenance/index.ts";
import { memoryStore } from "../../src/stores/index.ts";
import { bankChange, type Scene, scene, start } from "../gate/support.ts";
import { rejectionOf } from "../support.ts";

let told: Scene;
let gate: Gate;
let trustedKeys: TrustedKeys;
/** The log's checkpoint after each of three changes. */
const heads: string[] = [];

const headOf = async (one: Gate): Promise<string> => {
  const [{ value } = { value: {} }] = parseBundle(await one.evidenceOfRun("run")).parts;
  return String((value as JsonObject).checkpoint);
};

beforeAll(async () => {
  told = await scene();
  gate = createGate(told.config);
  trustedKeys = await gate.trustedKeys();
  for (let count = 0; count < 3; count++) {
    await gate.admit(bankChange());
    heads.push(await headOf(gate));
  }
});

const verify = (bytes: Uint8Array) => verifyBundle(bytes, { trustedKeys, at: start });
const found = async (bytes: Uint8Array): Promise<readonly string[]> => {
  const checks = (await verify(bytes)).checks.filter(({ code }) => code.startsWith("checkpoints_"));
  return [...new Set(checks.map(({ status, code }) => `${status} ${code}`))];
};

/** The bundle with other parts, signed by the house itself: what it could do if it wanted to. */
const resealed = async (bytes: Uint8Array, change: (parts: readonly Part[]) => readonly Part[]) =>
  sealBundle(change(parseBundle(bytes).parts), {
    about: "SUP-100",
    audience: "internal",
    at: start,
    seal: createSeal([told.keys.house.signer]),
  });

describe("checkpoints that go along", () => {
  it("are proven to be earlier states of the log that vouches for the records", async () => {
    const bytes = await gate.evidence("SUP-100", { checkpoints: [heads[1] ?? "", heads[0] ?? ""] });
    expect(parseBundle(bytes).parts.filter(({ kind }) => kind === "consistency")).toHaveLength(2);
    expect((await verify(bytes)).status).toBe("proven");
    expect(await found(bytes)).toEqual(["proven checkpoints_signed", "proven checkpoints_consistent"]);
  });

  it("go along with a whole run, too", async () => {
    const bytes = await gate.evidenceOfRun("run", { checkpoints: [heads[0] ?? ""] });
    expect((await verify(bytes)).status).toBe("proven");
    expect(await found(bytes)).toEqual(["proven checkpoints_signed", "proven checkpoints_consistent"]);
  });

  const attacks: readonly [
    attack: string,
    change: (parts: readonly Part[]) => readonly Part[],
    ...expected: string[],
  ][] = [
    [
      "whose proof was left out stay open",
      (parts) => parts.filter(({ kind }) => kind !== "consistency"),
      "proven checkpoints_signed",
      "unknown checkpoints_consistent",
    ],
    [
      "whose proof was changed are refuted",
      (parts) => parts.map((part) => (part.kind === "consistency" ? shortened(part) : part)),
      "proven checkpoints_signed",
      "refuted checkpoints_consistent",
    ],
    [
      "that cannot be read are refuted",
      (parts) => parts.map((part) => (part.kind === "checkpoint" ? { ...part, value: { checkpoint: "x" } } : part)),
      "refuted checkpoints_signed",
      "proven checkpoints_consistent",
    ],
    [
      "with a proof that cannot be read are refuted",
      (parts) => [...parts, { kind: "consistency", value: { proof: 1 } }],
      "proven checkpoints_signed",
      "refuted checkpoints_consistent",
    ],
    [
      "with another signature are refuted",
      (parts) => parts.map((part) => (part.kind === "checkpoint" ? resigned(part) : part)),
      "refuted checkpoints_signed",
      "proven checkpoints_consistent",
    ],
  ];
  for (const [attack, change, ...expected] of attacks) {
    it(attack, async () => {
      const bytes = await resealed(await gate.evidence("SUP-100", { checkpoints: [heads[0] ?? ""] }), change);
      expect(await found(bytes)).toEqual(expected);
    });
  }

  it("of a second history under the same name contradict the log", async () => {
    const other = createGate({ ...told.config, store: memoryStore() });
    await other.admit(bankChange());
    const lie = await headOf(other);
    expect(await rejectionOf(gate.evidence("SUP-100", { checkpoints: [lie] }))).toBe("checkpoint_foreign");
    const honest = await gate.evidence("SUP-100", { checkpoints: [heads[0] ?? ""] });
    const both = await resealed(honest, (parts) => [...parts, { kind: "checkpoint", value: { checkpoint: lie } }]);
    expect(await found(both)).toEqual(["proven checkpoints_signed", "refuted checkpoints_consistent"]);
  });
});

const shortened = (part: Part): Part => {
  const { proof, ...value } = part.value as { proof: string[] } & JsonObject;
  return { ...part, value: { ...value, proof: proof.slice(1) } };
};

const resigned = (part: Part): Part => {
  const { checkpoint } = part.value as { checkpoint: string };
  const other = checkpoint.replace(/(.)(.{20}\n)$/, (_, one, rest) => (one === "A" ? "B" : "A") + rest);
  return { ...part, value: { checkpoint: other } };
};
