import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fromHex, toHex, utf8 } from "../../src/foundation/index.ts";
import { portableXxhash } from "../../src/runtime/index.ts";
import { encodeEnd, encodeRecords, encodeSegmentHeader } from "../../src/stores/file-system/segment-format.ts";
import { fileSystemStore, fsckFileSystemStore } from "../../src/stores/index.ts";
import { create, keysOf, read, temporaryDirectories } from "./surroundings.ts";

const newDirectory = temporaryDirectories();
const hash = portableXxhash.bytes;
const salt = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const none = new Uint8Array(0);

/** Every kind of record there is, in two frames and an end: frozen, because files like it exist. */
function example(): Uint8Array {
  const header = encodeSegmentHeader({ first: 1, last: 2, lowestVersion: 1, salt }, hash);
  const first = encodeRecords(
    [
      { kind: "value", key: "orders/1", value: utf8('{"quantity":12}'), version: 1 },
      { kind: "value", key: "orders/2", value: none, version: 2 },
    ],
    { salt, at: 64 },
    hash,
  ).frame;
  const second = encodeRecords(
    [
      { kind: "deleted", key: "orders/2", value: none, version: 2 ** 32 + 3 },
      { kind: "purged", key: "person/7", value: none, version: 2 ** 32 + 4 },
    ],
    { salt, at: 64 + first.length },
    hash,
  ).frame;
  const end = encodeEnd(2, 4, { salt, at: 64 + first.length + second.length }, hash);
  return Buffer.concat([header, first, second, end]);
}

const golden = [
  // magic
  "636f756e7465727369676e2e7365670a",
  // formatVersion, first, last, zero
  "01000000010000000200000000000000",
  // lowest version, salt
  "01000000000000000102030405060708",
  // zero, check
  "000000000000000092e972e966ac476b",
  // frame
  "435346524f0000003e49e875139601f6dca9eb545a5532a2",
  // record: check, version, kind, lengths
  "9f86bed0e650ea160100000000000000010008000f000000",
  // key, value
  "6f72646572732f317b227175616e74697479223a31327d",
  // record
  "75fe14a75bd7f10402000000000000000100080000000000",
  // key
  "6f72646572732f32",
  // frame
  "43534652400000009a393094b33ca37b88cb5cd96e45366f",
  // tombstone
  "8e6df9a40a3eeb7803000000010000000200080000000000",
  // key
  "6f72646572732f32",
  // purge mark
  "acde6b970ea7cf4904000000010000000300080000000000",
  // key
  "706572736f6e2f37",
  // end
  "4353464510000000d7b0304a72d1cd264aa632e15a170a6b",
  // frames, records
  "02000000000000000400000000000000",
].join("");

describe("the file format", () => {
  it("is written as it always was", () => expect(toHex(example())).toBe(golden));

  it("is read as it always was, and goes on from there", async () => {
    const directory = newDirectory();
    await mkdir(directory);
    await writeFile(join(directory, "0000000001-0000000002.segment"), fromHex(golden));
    const store = fileSystemStore(directory);
    expect(await store.open()).toEqual({ created: false, keys: 1, segments: 2, torn: [] });
    expect([await keysOf(store), await read(store, "orders/1")]).toEqual([["orders/1"], '{"quantity":12}']);
    expect((await store.get("orders/1"))?.version).toBe("1");
    expect(await create(store, "orders/3", "v")).toBe(String(2 ** 32 + 5));
    await store.close();
    expect((await readFile(join(directory, "0000000003-0000000003.segment"))).subarray(32, 40)).toEqual(
      Buffer.from([5, 0, 0, 0, 1, 0, 0, 0]),
    );
    expect(await fsckFileSystemStore(directory)).toMatchObject({
      status: "proven",
      value: { records: 5, liveKeys: 2 },
    });
  });
});
