import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type AuditSample,
  type Part,
  parseBundle,
  type SamplePlan,
  sealBundle,
  verifyBundle,
} from "../../src/evidence/index.ts";
import { drawAtRandom, drawByValue, totalOf } from "../../src/evidence/sample/draw.ts";
import { fromUtf8, type JsonObject, type JsonValue, parseDecimal, sha256Hex } from "../../src/foundation/index.ts";
import { createGate, type Gate } from "../../src/gate/index.ts";
import {
  createSeal,
  formatTrustedKeys,
  sealEvent,
  signCosignature,
  type TrustedKeys,
  trustedKeys,
  withSignatureLines,
} from "../../src/provenance/index.ts";
import { bankChange, eta, type Scene, scene, start } from "../gate/support.ts";
import { type KeyHolder, keyHolder } from "../provenance/keys.ts";
import { rejectionOf } from "../support.ts";

const HOUR = 3_600_000;
const later = (hours: number): Date => new Date(start.getTime() + hours * HOUR);

let told: Scene;
let gate: Gate;
let partner: KeyHolder;
let keys: TrustedKeys;
let head: string;
/** Seen by a partner after the period, and too early. */
let cosigned: string;
let early: string;

/** One admission each hour: 30 arrival times of differing weight, and a change of bank account every third hour. */
beforeAll(async () => {
  told = await scene();
  gate = createGate(told.config);
  partner = await keyHolder("partner", "cosigner");
  for (let hour = 0; hour < 30; hour++) {
    await gate.admit(eta({ minutes: (hour * 37) % 100 }));
    if (hour % 3 === 0) await gate.admit(bankChange());
    if (hour === 6) await forgeryFirst(told, gate);
    told.clock.advance(HOUR);
  }
  keys = trustedKeys([...formatTrustedKeys(await gate.trustedKeys()).keys, partner.entry]);
  const [log] = parseBundle(await gate.evidenceOfRun("run")).parts;
  head = String((log?.value as JsonObject | undefined)?.checkpoint);
  cosigned = await withCosignature(head, later(40));
  early = await withCosignature(head, later(10));
});

/** A forgery under a carrier's statement comes before the event that the carrier sealed: two admissions about one statement. */
async function forgeryFirst({ carrier, clock }: Scene, at: Gate): Promise<void> {
  const sealed = await sealEvent(eta({ type: "signed.eta" }), { signers: [carrier.signer], at: clock.now() });
  await at.admit({ ...sealed, event: { ...sealed.event, data: { shipment: "S", etaMinutes: 8_888 } } });
  await at.admit({ ...sealed, event: { ...sealed.event, id: "forged", data: { shipment: "S", etaMinutes: 9_999 } } });
  await at.admit(sealed);
}

const withCosignature = async (note: string, at: Date): Promise<string> =>
  withSignatureLines(note, [await signCosignature(note, { name: "partner.example", ...partner }, at)]);

const plan = (change: Partial<SamplePlan> = {}): SamplePlan => ({
  type: "shipment.eta.changed",
  from: later(5).toISOString(),
  to: later(25).toISOString(),
  count: 6,
  ...change,
});
const draw = (change: Partial<SamplePlan> = {}, checkpoint = cosigned) =>
  gate.evidenceSample(plan(change), { checkpoint });
const sampleIn = (bytes: Uint8Array): AuditSample =>
  parseBundle(bytes).parts.find(({ kind }) => kind === "sample")?.value as unknown as AuditSample;

const CODES = ["population_complete", "sample_seeded", "sample_drawn"];
const verify = (bytes: Uint8Array, who = keys) => verifyBundle(bytes, { trustedKeys: who, at: later(100) });
const found = async (bytes: Uint8Array, who = keys): Promise<readonly string[]> =>
  (await verify(bytes, who)).checks
    .filter(({ code }) => CODES.includes(code))
    .map(({ status, code }) => `${status} ${code}`);
const good = CODES.map((code) => `proven ${code}`);

/** The same with other parts, signed by the house: what it could do if it wanted to. */
const resealed = async (bytes: Uint8Array, change: (part: Part) => Part | undefined): Promise<Uint8Array> =>
  sealBundle(
    parseBundle(bytes).parts.flatMap((part) => change(part) ?? []),
    { about: "sample", audience: "internal", at: later(50), seal: createSeal([told.keys.house.signer]) },
  );
const resampled = (change: (sample: AuditSample) => Partial<AuditSample>) => async (): Promise<Uint8Array> =>
  resealed(await draw(), (part) =>
    part.kind === "sample"
      ? {
          ...part,
          value: { ...(part.value as JsonObject), ...change(part.value as unknown as AuditSample) } as JsonValue,
        }
      : part,
  );

describe("an audit sample", () => {
  it("counts the population, and holds what an outsider's checkpoint draws from it", async () => {
    const bytes = await draw();
    expect(sampleIn(bytes)).toMatchObject({ population: 20, seed: sha256Hex(cosigned) });
    expect(sampleIn(bytes).drawn).toHaveLength(6);
    const verdict = await verify(bytes);
    expect(verdict.status).toBe("proven");
    expect(await found(bytes)).toEqual(good);
  });

  it("is drawn alike by everybody, and otherwise by another checkpoint", async () => {
    expect(sampleIn(await draw())).toEqual(sampleIn(await draw()));
    const other = await withCosignature(head, later(41));
    expect(sampleIn(await draw({}, other)).drawn).not.toEqual(sampleIn(await draw()).drawn);
  });

  it("is everything when more are wanted than there are", async () => {
    const bytes = await draw({ count: 1_000 });
    expect(sampleIn(bytes).drawn).toHaveLength(20);
    expect(await found(bytes)).toEqual(good);
  });

  it("counts a period that begins with a leap second", async () => {
    const bytes = await draw({ from: "2016-12-31T23:59:60Z" });
    expect(sampleIn(bytes).population).toBe(25);
    expect(await found(bytes)).toEqual(good);
  });

  it("is nothing, and proven to be, of a kind that never came", async () => {
    const bytes = await draw({ type: "no.such.thing" });
    expect(sampleIn(bytes)).toMatchObject({ population: 0, drawn: [] });
    expect(await found(bytes)).toEqual(good);
  });

  it("shows no data of events that were not drawn", async () => {
    const bytes = await draw();
    const events = parseBundle(bytes).parts.filter(
      ({ kind, value }) => kind === "envelope" && (value as JsonObject).event,
    );
    expect(events).toHaveLength(6);
  });

  it("by value holds the weight of every event, and adds up", async () => {
    const bytes = await draw({ byValue: "/etaMinutes", count: 5 });
    expect(sampleIn(bytes).total).toBe(
      String([...Array(20).keys()].reduce((sum, at) => sum + (((at + 5) * 37) % 100), 0)),
    );
    expect(await found(bytes)).toEqual(good);
    expect((await verify(bytes)).status).toBe("proven");
  });

  it("for outsiders keeps back what is classified", async () => {
    const bytes = await gate.evidenceSample(plan({ type: "supplier.bank.changed" }), {
      checkpoint: cosigned,
      audience: "external",
    });
    expect(fromUtf8(bytes)).not.toContain("DE89370400440532013000");
    expect(await found(bytes)).toEqual(good);
  });

  it("weighs an event although forgeries came before it, under its own name and under another", async () => {
    const bytes = await draw({ type: "signed.eta", byValue: "/etaMinutes" });
    expect(sampleIn(bytes)).toMatchObject({ population: 2, total: "90" });
    expect(sampleIn(bytes).drawn).toHaveLength(1);
    expect(await found(bytes)).toEqual(good);
    const both = await draw({ type: "signed.eta" });
    expect(sampleIn(both).drawn).toHaveLength(2);
    expect(await found(both)).toEqual(good);
  });

  const attacks: readonly [attack: string, file: () => Promise<Uint8Array>, ...expected: string[]][] = [
    [
      "another event was put in its place",
      resampled(({ drawn }) => ({ drawn: [...drawn.slice(1), "0".repeat(64)] })),
      "proven population_complete",
      "proven sample_seeded",
      "refuted sample_drawn",
    ],
    [
      "one that was drawn was left out",
      resampled(({ drawn }) => ({ drawn: drawn.slice(1) })),
      "proven population_complete",
      "proven sample_seeded",
      "refuted sample_drawn",
    ],
    [
      "fewer were drawn than were wanted",
      resampled(({ drawn }) => ({ drawn: drawn.slice(2), count: 5 })),
      "proven population_complete",
      "proven sample_seeded",
      "refuted sample_drawn",
    ],
    [
      "the population was said to be smaller",
      resampled(() => ({ population: 19 })),
      "refuted population_complete",
      "proven sample_seeded",
      "proven sample_drawn",
    ],
    [
      "another seed was taken",
      resampled(() => ({ seed: "0".repeat(64) })),
      "proven population_complete",
      "refuted sample_seeded",
      "refuted sample_drawn",
    ],
    ["none was wanted", resampled(() => ({ count: 0, drawn: [] })), "refuted sample_drawn"],
    ["it cannot be read", resampled(() => ({ drawn: 1 as never })), "refuted sample_drawn"],
    [
      "the checkpoint had been seen before the period ended",
      () => draw({}, early),
      "proven population_complete",
      "refuted sample_seeded",
      "proven sample_drawn",
    ],
  ];
  it.each(attacks)("is refuted when %s", async (_, file, ...expected) => {
    const bytes = await file();
    expect((await verify(bytes)).status).toBe("refuted");
    expect(await found(bytes)).toEqual(expected);
  });

  it("stays open when nobody outside has seen the checkpoint", async () => {
    expect(await found(await draw({}, head))).toEqual([
      "proven population_complete",
      "unknown sample_seeded",
      "proven sample_drawn",
    ]);
    const strangers = trustedKeys(formatTrustedKeys(keys).keys.filter(({ roles }) => !roles.includes("cosigner")));
    expect((await found(await draw(), strangers))[1]).toBe("unknown sample_seeded");
  });

  it("stays open when the statement of an entry was left out: it may be one more", async () => {
    const bytes = await resealed(await draw(), (part) => (part.kind === "statement" ? undefined : part));
    expect((await found(bytes))[0]).toBe("unknown population_complete");
    expect((await verify(bytes)).status).toBe("unknown");
  });

  it("is refuted when the evidence of one that was drawn was left out", async () => {
    const [victim] = sampleIn(await draw()).drawn;
    const bytes = await resealed(await draw(), (part) => {
      const { payload } = part.value as JsonObject;
      const isVictim = part.kind === "envelope" && sha256Hex(Buffer.from(String(payload), "base64url")) === victim;
      return isVictim ? { kind: "statement", value: { payload: payload as string } } : part;
    });
    expect((await found(bytes))[2]).toBe("refuted sample_drawn");
  });

  it.each([
    ["a period that ends before it begins", { from: later(3).toISOString(), to: later(3).toISOString() }],
    ["none at all", { count: 0 }],
    ["more than one sample holds", { count: 10_001 }],
    ["amounts that are not there", { byValue: "/price" }],
  ])("is not drawn for %s", async (_, change) => {
    expect(await rejectionOf(draw(change))).toBe("sample_refused");
  });

  it("is not drawn by a checkpoint of another log", async () => {
    const other = createGate({ ...told.config, store: (await scene()).config.store as never });
    await other.admit(eta());
    const [log] = parseBundle(await other.evidenceOfRun("run")).parts;
    const foreign = String((log?.value as JsonObject | undefined)?.checkpoint);
    expect(await rejectionOf(draw({}, foreign))).toBe("checkpoint_foreign");
  });
});

const items = (values: readonly string[]) =>
  values.map((value, at) => ({ admission: sha256Hex(String(at)), value: parseDecimal(value) }));

describe("what a seed draws", () => {
  const seeds = fc.nat().map((number) => sha256Hex(String(number)));

  it("at random is as many as are wanted, each once, whatever the order of the population", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 60 }), (seed, size, count) => {
        const population = items(Array.from({ length: size }, () => "1"));
        const drawn = drawAtRandom(population, { seed, count });
        expect(drawn).toHaveLength(Math.min(size, count));
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(new Set(drawAtRandom(population.toReversed(), { seed, count }))).toEqual(new Set(drawn));
      }),
    );
  });

  it("at random is each event about as often as any other", () => {
    const population = items(Array.from({ length: 10 }, () => "1"));
    const hits = new Map<string, number>();
    for (let seed = 0; seed < 2_000; seed++)
      for (const one of drawAtRandom(population, { seed: sha256Hex(`seed ${seed}`), count: 3 }))
        hits.set(one, (hits.get(one) ?? 0) + 1);
    for (const count of hits.values()) expect(Math.abs(count - 600)).toBeLessThan(100);
  });

  it("by value is what laying the amounts in a row and cutting it into equal intervals hits", () => {
    const amount = fc.integer({ min: 0, max: 5_000 }).map((cents) => (cents / 100).toFixed(2));
    fc.assert(
      fc.property(
        seeds,
        fc.array(amount, { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        (seed, values, count) => {
          const population = items(values);
          expect(drawByValue(population, { seed, count })).toEqual(bySteps(population, seed, count));
        },
      ),
    );
  });

  it("by value always has what is as large as an interval, and never what weighs nothing", () => {
    const population = items(["0", "1000.00", "0.01", "0", "3", "0.10"]);
    for (let seed = 0; seed < 100; seed++) {
      const drawn = drawByValue(population, { seed: sha256Hex(String(seed)), count: 4 });
      expect(drawn).toContain(sha256Hex("1"));
      expect(drawn).not.toContain(sha256Hex("0"));
    }
  });

  it("adds up exactly, whatever the scales", () => {
    expect(totalOf(items(["0.1", "0.2", "1e-3", "1000000000000000000000.05"]))).toBe("1000000000000000000000.351");
  });
});

/** The same by fractions over one common denominator, hit by hit. */
function bySteps(population: ReturnType<typeof items>, seed: string, count: number): readonly string[] {
  const cents = population.map(({ value }) => value.units * 10n ** BigInt(2 - value.scale));
  const total = cents.reduce((sum, one) => sum + one, 0n);
  const unit = (1n << 256n) * BigInt(count);
  const hit = new Set<number>();
  for (let number = 0n; number < BigInt(count) && total > 0n; number++) {
    const place = (number * (1n << 256n) + BigInt(`0x${seed}`)) * total;
    let end = 0n;
    hit.add(
      cents.findIndex((one) => {
        end += one * unit;
        return place < end;
      }),
    );
  }
  return population.flatMap(({ admission }, at) => (hit.has(at) ? [admission] : []));
}
