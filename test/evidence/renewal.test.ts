import { beforeAll, describe, expect, it } from "vitest";
import { isRenewed, parseRenewed, sealRenewal, verifyBundle } from "../../src/evidence/index.ts";
import { canonicalJson, type Envelope, fromUtf8, type JsonObject, utf8 } from "../../src/foundation/index.ts";
import { createGate } from "../../src/gate/index.ts";
import { createSeal, formatTrustedKeys, type TrustedKeyEntry, trustedKeys } from "../../src/provenance/index.ts";
import { eta, type Scene, scene } from "../gate/support.ts";
import { type KeyHolder, keyHolder } from "../provenance/keys.ts";
import { rejectionOf } from "../support.ts";

let told: Scene;
let archive: KeyHolder;
let library: KeyHolder;
let bundle: Uint8Array;
let once: Uint8Array;
let twice: Uint8Array;
let entries: readonly TrustedKeyEntry[];

/** The house's keys end with 2027, the archive's with 2032; the library's stay. */
const keys = () => trustedKeys(entries);
const verify = (file: Uint8Array, at: string) => verifyBundle(file, { trustedKeys: keys(), at: new Date(at) });
const outcome = async (file: Uint8Array | string, at: string): Promise<readonly string[]> => {
  const { status, checks } = await verify(typeof file === "string" ? utf8(file) : file, at);
  return [
    status,
    ...new Set(checks.filter((one) => one.status === status && status !== "proven").map(({ code }) => code)),
  ];
};

beforeAll(async () => {
  told = await scene();
  archive = await keyHolder("archive", "receiver", { validUntil: "2033-01-01T00:00:00.000Z" }, "ES256");
  library = await keyHolder("library", "receiver", {}, "Ed25519");
  const gate = createGate(told.config);
  await gate.admit(eta({ subject: "SHP-R" }));
  bundle = await gate.evidence("SHP-R");
  const own = formatTrustedKeys(await gate.trustedKeys()).keys;
  entries = [
    ...own.map((entry) => ({ ...entry, validUntil: "2028-01-01T00:00:00.000Z" })),
    archive.entry,
    library.entry,
  ];
  const renew = (file: Uint8Array, at: string, by: KeyHolder) =>
    sealRenewal(file, { seal: createSeal([by.signer]), at: new Date(at), status: "proven" });
  once = await renew(bundle, "2027-06-01T00:00:00Z", archive);
  twice = await renew(once, "2032-06-01T00:00:00Z", library);
});

describe("a bundle whose keys have ended since", () => {
  it("is proven while they are good, and open afterwards: nothing shows that they signed before", async () => {
    expect((await outcome(bundle, "2027-12-31T00:00:00Z"))[0]).toBe("proven");
    expect((await outcome(bundle, "2029-01-01T00:00:00Z"))[0]).toBe("unknown");
  });

  it("is proven by a renewal from their time, until the renewal's own key has ended", async () => {
    expect(isRenewed(bundle)).toBe(false);
    expect(isRenewed(once)).toBe(true);
    expect(await outcome(once, "2030-01-01T00:00:00Z")).toEqual(["proven"]);
    expect((await outcome(once, "2034-01-01T00:00:00Z"))[0]).toBe("unknown");
  });

  it("is proven by a renewal of the renewal, and keeps the old bundle byte for byte", async () => {
    expect(await outcome(twice, "2040-01-01T00:00:00Z")).toEqual(["proven"]);
    expect(parseRenewed(twice).bundle).toEqual(bundle);
    const { checks } = await verify(twice, "2040-01-01T00:00:00Z");
    expect(checks.filter(({ code }) => code === "renewals_chained").map(({ sentence }) => sentence)).toEqual([
      "renewal 1 of 2: at 2027-06-01T00:00:00.000Z, by archive",
      "renewal 2 of 2: at 2032-06-01T00:00:00.000Z, by library",
    ]);
  });

  it("is not proven by a renewal that came too late", async () => {
    const late = await sealRenewal(bundle, {
      seal: createSeal([library.signer]),
      at: new Date("2029-01-01T00:00:00Z"),
      status: "proven",
    });
    expect((await outcome(late, "2040-01-01T00:00:00Z"))[0]).toBe("unknown");
  });

  it("is not renewed when it is not proven", async () => {
    const seal = createSeal([library.signer]);
    for (const status of ["refuted", "unknown"] as const)
      expect(await rejectionOf(sealRenewal(bundle, { seal, at: new Date(), status }))).toBe("renewal_refused");
  });
});

type File = { bundle: string; renewals: (JsonObject & { payload: string })[] } & JsonObject;
const rewritten = (file: Uint8Array, change: (file: File) => void): string => {
  const value = JSON.parse(fromUtf8(file)) as File;
  change(value);
  return `${canonicalJson(value)}\n`;
};
const restated = async (change: (body: JsonObject) => void): Promise<string> => {
  const [old] = parseRenewed(once).renewals as readonly [Envelope];
  const { predicateType, subject, predicate } = JSON.parse(
    Buffer.from(old.payload, "base64url").toString(),
  ) as never as { predicateType: string; subject: never; predicate: JsonObject };
  change(predicate);
  const renewal = await createSeal([archive.signer])(predicateType, subject, predicate);
  return rewritten(once, (file) => void Object.assign(file, { renewals: [renewal as never] }));
};

describe("a renewed bundle is refuted when", () => {
  const attacks: readonly [attack: string, file: () => string | Promise<string>, ...codes: string[]][] = [
    [
      "a letter of the bundle is another one",
      () => rewritten(twice, (file) => void Object.assign(file, { bundle: file.bundle.replace("SHP-R", "SHP-S") })),
      "bundle",
      "renewals_chained",
    ],
    [
      "the first renewal was taken out",
      () => rewritten(twice, (file) => void file.renewals.shift()),
      "renewals_chained",
    ],
    ["the renewals changed places", () => rewritten(twice, (file) => void file.renewals.reverse()), "renewals_chained"],
    [
      "one of them is there twice",
      () => rewritten(once, (file) => void file.renewals.push(file.renewals[0] as never)),
      "renewals_chained",
    ],
    [
      "it was reformatted",
      () => JSON.stringify(JSON.parse(fromUtf8(once)), undefined, 1).replace(/^\{\s*/, "{"),
      "bundle_readable",
    ],
    [
      "it has no renewal",
      () => rewritten(once, (file) => void Object.assign(file, { renewals: [] })),
      "bundle_readable",
    ],
    [
      "a member rides along",
      () => rewritten(once, (file) => void Object.assign(file, { note: "x" })),
      "bundle_readable",
    ],
    [
      "a renewal is another statement",
      () => rewritten(once, (file) => void Object.assign(file, { renewals: [JSON.parse(file.bundle).manifest] })),
      "renewals_chained",
    ],
    [
      "a renewal says that the bundle was refuted",
      () => restated((body) => void Object.assign(body, { verdict: { status: "refuted", at: body.renewedAt } })),
      "renewals_chained",
    ],
    [
      "a renewal has another digest",
      () => restated((body) => void Object.assign(body, { sha512: "0".repeat(128) })),
      "renewals_chained",
    ],
  ];
  it.each(attacks)("%s", async (_, file, ...codes) => {
    const [status, ...found] = await outcome(await file(), "2027-07-01T00:00:00Z");
    expect(status).toBe("refuted");
    for (const code of codes.filter((one) => one !== "bundle")) expect(found).toContain(code);
  });

  it("not when its format is a newer one: that is open", async () => {
    const newer = rewritten(once, (file) => void Object.assign(file, { formatVersion: 2 }));
    expect(await outcome(newer, "2027-07-01T00:00:00Z")).toEqual(["unknown", "newer_format"]);
  });
});
