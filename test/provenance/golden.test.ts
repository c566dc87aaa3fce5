import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { canonicalJson, fromBase64url, utf8 } from "../../src/foundation/index.ts";
import { toKeyHolder } from "../../src/gate/index.ts";
import { parseCheckpoint } from "../../src/provenance/checkpoint.ts";
import { parseAddCheckpoint } from "../../src/provenance/cosign/add-checkpoint.ts";
import {
  createCosigner,
  createLog,
  formatAddCheckpoint,
  fromTlogProof,
  hashLeaf,
  type Log,
  parseContradiction,
  toTlogProof,
  trustedKeys,
  verifyCheckpoint,
  verifyContradiction,
  withSignatureLines,
} from "../../src/provenance/index.ts";
import { verifyInclusion } from "../../src/provenance/merkle-proof.ts";
import { memoryStore } from "../../src/stores/index.ts";
import { codeOf } from "../support.ts";

/** Keys for these files only. Ed25519 signs the same bytes the same way each time. */
const golden = (file: string): string => readFileSync(new URL(`../golden/${file}`, import.meta.url), "utf8");
const holder = (name: string) => toKeyHolder(JSON.parse(golden("test-keys.json"))[name]);
const origin = "golden.example/house";
const at = new Date("2026-03-31T08:00:00Z");
const validFrom = "2026-01-01T00:00:00.000Z";
const trusted = trustedKeys([
  { key: holder("log").publicKey, principal: "golden log", roles: ["log"], sources: [origin], validFrom },
  { key: holder("approver").publicKey, principal: "partner", roles: ["cosigner"], validFrom },
]);

const files = ["cosigned-checkpoint.txt", "inclusion.tlog-proof", "add-checkpoint.txt", "contradiction.json"] as const;
let made: Readonly<Record<string, string>>;
beforeAll(async () => {
  const entries = (word: string, count: number) => Array.from({ length: count }, (_, at) => utf8(`${word} ${at}`));
  const logOf = async (word: string): Promise<Log> => {
    const log = createLog({ store: memoryStore(), origin, ...holder("log") });
    await log.append(entries(word, 5));
    return log;
  };
  const [log, fork] = [await logOf("entry"), await logOf("another")];
  const first = (await log.head()).checkpoint ?? "";
  await fork.append(entries("more", 3));
  const request = formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: first });
  const cosigner = createCosigner({
    name: "partner.example",
    ...holder("approver"),
    store: memoryStore(),
    trustedKeys: trusted,
    clock: { now: () => at },
  });
  const answer = await cosigner.add(request);
  await log.append(entries("entry", 3));
  made = {
    "cosigned-checkpoint.txt": withSignatureLines(first, answer.status === 200 ? [answer.cosignature] : []),
    "inclusion.tlog-proof": toTlogProof(await log.prove(3)),
    "add-checkpoint.txt": formatAddCheckpoint({
      oldSize: 5,
      proof: await log.proveConsistency(5),
      checkpoint: (await log.head()).checkpoint ?? "",
    }),
    "contradiction.json": canonicalJson(await fork.contradicts(first)),
  };
});

describe("the frozen formats around the log", () => {
  it.each(files)("%s is written byte for byte as before", async (file) => {
    await expect(made[file]).toMatchFileSnapshot(`../golden/${file}`);
  });

  it("are read as before", async () => {
    expect(await verifyCheckpoint(golden("cosigned-checkpoint.txt"), { trustedKeys: trusted, at })).toMatchObject({
      status: "proven",
      value: { seen: { earliest: at.getTime(), latest: at.getTime() } },
    });
    const contradiction = parseContradiction(JSON.parse(golden("contradiction.json")));
    expect((await verifyContradiction(contradiction, trusted)).status).toBe("proven");
    expect(parseAddCheckpoint(golden("add-checkpoint.txt"))).toMatchObject({ oldSize: 5, checkpoint: { size: 8 } });
    const { index, entry, proof, checkpoint } = fromTlogProof(golden("inclusion.tlog-proof"), utf8("entry 3"));
    const { size, root } = parseCheckpoint(checkpoint);
    const hashes = proof.map((hash) => Buffer.from(hash, "base64"));
    expect(verifyInclusion(hashLeaf(fromBase64url(entry)), index, size, hashes, root)).toBe(true);
  });

  it("of a newer version are neither believed nor refused", () => {
    const newer = { ...JSON.parse(golden("contradiction.json")), formatVersion: 2 };
    expect(codeOf(() => parseContradiction(newer))).toBe("newer_format");
  });
});
