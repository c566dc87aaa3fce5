import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openFileSpool } from "../../src/cli/file-spool.ts";
import { writeFile } from "../../src/cli/files.ts";
import { verifyBundle } from "../../src/evidence/index.ts";
import { createGate, type Gate } from "../../src/gate/index.ts";
import { eta, scene, start } from "../gate/support.ts";
import { rejectionOf } from "../support.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-spool-"));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;
const newFile = (): string => join(folder, `parts-${made++}`);

async function joined(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function houseWithEvents(count: number): Promise<Gate> {
  const gate = createGate((await scene()).config);
  for (let at = 0; at < count; at++) await gate.admit(eta({ minutes: at }));
  return gate;
}

describe("a spool in a file", () => {
  it.each([0, 1, 1_048_575, 1_048_576, 1_048_577, 3_000_000])("gives back %d bytes as they came", async (size) => {
    const spool = await openFileSpool(newFile());
    const bytes = Buffer.alloc(size, "countersign");
    for (let at = 0; at < size; at += 70_001) await spool.append(bytes.subarray(at, at + 70_001));
    expect((await joined(spool.pieces())).equals(bytes)).toBe(true);
    await spool.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is never one that is there already, and says what the file system says", async () => {
    const file = newFile();
    writeFileSync(file, "another's");
    expect(await rejectionOf(openFileSpool(file))).toBe("file_unwritable");
    expect(await rejectionOf(openFileSpool(join(folder, "nowhere/parts")))).toBe("file_unwritable");
    const closed = await openFileSpool(newFile());
    await closed.close();
    await closed.append(new Uint8Array(10));
    expect(await rejectionOf(joined(closed.pieces()))).toBe("file_unwritable");
    rmSync(file);
  });
});

describe("evidence of a run, in pieces", () => {
  it("is the same bundle, but for when it was made, and verifies", async () => {
    const gate = await houseWithEvents(20);
    const spool = await openFileSpool(newFile());
    const bytes = await joined(gate.evidenceOfRunInPieces("run", spool));
    expect(bytes.equals(await gate.evidenceOfRun("run"))).toBe(true);
    const { status } = await verifyBundle(bytes, { trustedKeys: await gate.trustedKeys(), at: start });
    expect(status).toBe("proven");
    await spool.close();
  });

  it("leaves no file that could be taken for a whole one where gathering it fails", async () => {
    const gate = await houseWithEvents(3);
    const full = { append: () => Promise.reject(new Error("no space")), pieces: () => [] };
    const file = join(folder, "evidence.json");
    expect(await rejectionOf(writeFile(file, gate.evidenceOfRunInPieces("run", full)))).toBe("file_unwritable");
    expect(readdirSync(folder)).toEqual([]);
  });
});
