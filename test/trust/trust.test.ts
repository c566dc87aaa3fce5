import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestJson } from "../../src/foundation/index.ts";
import {
  defaultTrustModel,
  modelDigest,
  type Observation,
  observe,
  observeAll,
  parseTrustModel,
  parseTrustState,
  scoreTrust,
  type TrustModel,
  type TrustState,
} from "../../src/trust/index.ts";
import { codeOf } from "../support.ts";
import { day, fold, observed } from "./observations.ts";

const model = defaultTrustModel;
const days = (count: number, good: (at: number) => boolean = () => true, signal = "conformance"): Observation[] =>
  Array.from({ length: count }, (_, at) => observed(at, good(at), signal));

/** The default model for a source that one signal alone watches. */
const oneSignal: TrustModel = { ...model, signals: { conformance: { weight: 1 } } };

describe("a source", () => {
  it.each<[string, readonly Observation[], number, string]>([
    ["of which nothing is known", [], 0, "unknown: no observations in the last 30 days"],
    ["that delivered twice", days(2), 2, "unknown: only 2 observations in the last 30 days"],
    ["that delivered once", days(1), 1, "unknown: only 1 observation in the last 30 days"],
    ["that was valid every day", days(60), 60, "trusted: 29 of 29 valid in the last 30 days"],
    ["that failed once", days(60, (at) => at !== 40), 60, "trusted: 28 of 29 valid in the last 30 days"],
    ["that fails every fifth time", days(60, (at) => at % 5 !== 0), 60, "watch: 5 of 29 not valid in the last 30 days"],
    [
      "that fails ten times in a row",
      days(60, (at) => at < 50),
      60,
      "suppressed: failures came too often, released on 2026-09-05 at the earliest; 10 of 29 not valid in the last 30 days",
    ],
    ["that was last seen a year ago", days(60), 425, "unknown: no observations in the last 30 days"],
    [
      "that was last seen 40 days ago",
      days(200),
      240,
      "trusted: nothing seen in the last 30 days, but well known from before",
    ],
  ])("%s", (_, observations, at, sentence) => {
    const score = scoreTrust(fold(observations, oneSignal), oneSignal, day(at));
    expect(score.sentence).toBe(sentence);
    expect(sentence.startsWith(`${score.state}: `)).toBe(true);
  });

  it("is explained by its strongest signal and by what failed in the others", () => {
    const observations = [
      ...days(60),
      ...days(60, (at) => at % 10 !== 0, "timeliness"),
      ...days(60, () => true, "integrity"),
    ];
    const score = scoreTrust(fold(observations, model), model, day(60));
    expect(score.sentence).toBe("trusted: 29 of 29 valid in the last 30 days; 2 of 29 late");
    expect(score.contributions.map(({ signal }) => signal)).toEqual(["conformance", "integrity", "timeliness"]);
    expect(score.contributions.map(({ delta }) => Number(delta) > 0)).toEqual([true, true, false]);
  });

  it("is told with the evidence of its latest failures", () => {
    const observations = days(20, (at) => at < 10).map((one, at) => ({ ...one, evidence: `sha256:${at}` }));
    const [contribution] = scoreTrust(fold(observations, oneSignal), oneSignal, day(20)).contributions;
    expect(contribution?.failures).toEqual(["sha256:15", "sha256:16", "sha256:17", "sha256:18", "sha256:19"]);
  });

  it("is not cleared by good behaviour in one signal of failures in another", () => {
    const observations = Array.from({ length: 60 }, (_, at) => at).flatMap((at) => [
      observed(at, true, "integrity"),
      observed(at, true, "stability"),
      observed(at, true, "timeliness"),
      observed(at, at < 40 || at % 2 === 0, "conformance"),
    ]);
    expect(scoreTrust(fold(observations, model), model, day(60)).state).toBe("suppressed");
  });

  it("has a score below every band while it is suppressed", () => {
    const score = scoreTrust(
      fold(
        days(60, (at) => at < 55),
        oneSignal,
      ),
      oneSignal,
      day(60),
    );
    expect(score.state).toBe("suppressed");
    expect(Number(score.score)).toBeLessThan(model.states.watch.leave);
  });

  it("that was suppressed is released by time, and regains trust by deliveries", () => {
    const fallen = fold(
      days(60, (at) => at < 55),
      oneSignal,
    );
    const states = [60, 120, 160, 800].map((at) => scoreTrust(fallen, oneSignal, day(at)).state);
    expect(states).toEqual(["suppressed", "suppressed", "watch", "unknown"]);
    let [state, deliveries] = [fallen, 0];
    for (; state?.standing !== "trusted"; deliveries++)
      state = observe(state, observed(60 + deliveries, true), oneSignal);
    expect(deliveries).toBeGreaterThan(60);
  });
});

describe("evidence", () => {
  const wide = fc.record({
    signal: fc.constantFrom("integrity", "conformance"),
    good: fc.boolean(),
    hour: fc.nat(2_000),
  });
  const toObservation = ({ signal, good, hour }: { signal: string; good: boolean; hour: number }): Observation => ({
    subject: "carrier/dhl",
    signal,
    good,
    at: new Date(day(0).getTime() + hour * 3_600_000).toISOString(),
  });
  const evidenceIn = (state: TrustState | undefined) =>
    Object.entries(state?.signals ?? {})
      .map(([signal, { goodNano, badNano, days: counts }]) => ({ signal, goodNano, badNano, counts }))
      .toSorted((a, b) => (a.signal < b.signal ? -1 : 1));

  it("does not depend on the order of observations of one time", () => {
    fc.assert(
      fc.property(
        fc
          .array(wide, { minLength: 1, maxLength: 12 })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const at = (rows: typeof all) =>
            fold(
              rows.map((row) => toObservation({ ...row, hour: 5 })),
              model,
            );
          expect(evidenceIn(at(shuffled))).toEqual(evidenceIn(at(all)));
        },
      ),
    );
  });

  it("that comes late counts what it would count in time, to within rounding", () => {
    fc.assert(
      fc.property(fc.array(wide, { minLength: 1, maxLength: 12 }), (all) => {
        const ordered = all.toSorted((a, b) => a.hour - b.hour);
        const [late, timely] = [fold(all.map(toObservation), model), fold(ordered.map(toObservation), model)];
        const [one, other] = [evidenceIn(late), evidenceIn(timely)];
        expect(late?.at).toBe(timely?.at);
        expect(one.map(({ counts }) => counts)).toEqual(other.map(({ counts }) => counts));
        one.forEach(({ goodNano, badNano }, at) => {
          expect(Math.abs(goodNano - (other[at]?.goodNano ?? 0))).toBeLessThanOrEqual(2 * all.length);
          expect(Math.abs(badNano - (other[at]?.badNano ?? 0))).toBeLessThanOrEqual(2 * all.length);
        });
      }),
    );
  });

  it("halves in a half-life", () => {
    const state = fold(days(1), oneSignal);
    const evidenceAfter = (hours: number) =>
      scoreTrust(state, oneSignal, new Date(day(0).getTime() + hours * 3_600_000)).evidence;
    const half = oneSignal.halfLifeHours;
    expect([0, half, 2 * half, 10 * half, 100 * half].map(evidenceAfter)).toEqual([
      "1.0000",
      "0.5000",
      "0.2500",
      "0.0010",
      "0.0000",
    ]);
  });

  it("gone, leaves nothing but uncertainty", () => {
    const score = scoreTrust(fold(days(300), oneSignal), oneSignal, day(20_000));
    expect(score).toMatchObject({ belief: "0.0000", uncertainty: "1.0000", mean: "0.5000", state: "unknown" });
  });

  it("never adds up to more or less than one", () => {
    fc.assert(
      fc.property(fc.array(wide, { maxLength: 30 }), (all) => {
        const { belief, disbelief, uncertainty, mean, score } = scoreTrust(
          fold(all.map(toObservation), model),
          model,
          day(90),
        );
        expect(Math.abs(Number(belief) + Number(disbelief) + Number(uncertainty) - 1)).toBeLessThan(0.000_2);
        expect(Number(score)).toBeLessThanOrEqual(Number(mean));
      }),
    );
  });
});

describe("recomputed elsewhere", () => {
  const observations = Array.from({ length: 400 }, (_, at): Observation => {
    const good = (at * 7_919) % 23 !== 0;
    const signal = ["integrity", "conformance", "stability", "timeliness"][at % 4] as string;
    return { ...observed(0, good, signal), at: new Date(day(0).getTime() + at * 12_345_678).toISOString() };
  });

  it("a state is the same to the last bit", () => {
    const there = observations.reduce<TrustState | undefined>((state, observation) => {
      const kept = state && parseTrustState(JSON.parse(JSON.stringify(state)));
      return observe(kept, JSON.parse(JSON.stringify(observation)), parseTrustModel(JSON.parse(JSON.stringify(model))));
    }, undefined);
    expect(there).toEqual(fold(observations, model));
  });

  it("state and score are the ones that were written down", () => {
    const state = fold(observations, model);
    expect(digestJson(state).sha256).toBe("6f45e614188afb9406dd2c526225f19aa43a03cdb5f801429e31790e54471187");
    const score = scoreTrust(state, model, day(60));
    expect(score).toMatchObject({ score: "0.9161", mean: "0.9432", evidence: "70.7297", state: "trusted" });
    expect(digestJson(score).sha256).toBe("1ce4c70363709944db9f987fd1a8780ee3339315b66f36c30595102ef973a8cd");
  });

  it("evidence is the sum of what each observation still counts", () => {
    const { signals, at } = fold(observations, model) as TrustState;
    const hours = (time: string): number => Date.parse(time) / 3_600_000;
    const left = (time: string): number => 2 ** ((hours(time) - hours(at)) / model.halfLifeHours);
    for (const [signal, { goodNano }] of Object.entries(signals)) {
      const counted = observations.filter((one) => one.good && one.signal === signal).map((one) => left(one.at));
      const sum = counted.reduce((total, one) => total + one, 0) * (model.signals[signal]?.weight ?? 0);
      expect(goodNano / 1e9).toBeCloseTo(sum, 6);
    }
  });

  it("many observations at once are the same as one by one", () => {
    expect(observeAll(undefined, observations, model)).toEqual(fold(observations, model));
    expect(observeAll(undefined, [], model)).toBeUndefined();
  });

  it("nothing was changed in what was handed in", () => {
    const before = fold(observations.slice(0, 50), model);
    const copy = structuredClone(before);
    observe(before, observations[50] as Observation, model);
    scoreTrust(before, model, day(900));
    expect(before).toEqual(copy);
  });
});

describe("hostile observations", () => {
  const good = observed(0, true);
  it.each<[string, unknown, string]>([
    ["a weight that is no number", { ...good, weight: Number.NaN }, "format_malformed"],
    ["an endless weight", { ...good, weight: Number.POSITIVE_INFINITY }, "format_malformed"],
    ["a negative weight", { ...good, weight: -1 }, "format_malformed"],
    ["a weight of text", { ...good, weight: "1" }, "format_malformed"],
    ["no such day", { ...good, at: "2026-02-30T00:00:00Z" }, "format_malformed"],
    ["a day before 1970", { ...good, at: "1969-12-31T23:59:59Z" }, "format_malformed"],
    ["a year beyond RFC 3339", { ...good, at: "+275760-09-13T00:00:00Z" }, "format_malformed"],
    ["a time that UTC puts after 9999", { ...good, at: "9999-12-31T23:59:59-02:00" }, "format_malformed"],
    ["a date and no text", { ...good, at: new Date(0) }, "format_malformed"],
    ["a verdict that is none", { ...good, good: 1 }, "format_malformed"],
    ["a stranger", { ...good, stranger: true }, "format_malformed"],
    ["a very long subject", { ...good, subject: "s".repeat(1e6) }, "format_malformed"],
    ["half a letter", { ...good, subject: "\ud800" }, "format_malformed"],
    ["a signal of the prototype", { ...good, signal: "constructor" }, "signal_unknown"],
    ["a signal named `__proto__`", { ...good, signal: "__proto__" }, "format_malformed"],
    ["nothing", null, "format_malformed"],
  ])("with %s are refused", (_, observation, code) =>
    expect(codeOf(() => observe(undefined, observation as never, model))).toBe(code),
  );

  it("of another subject are a mistake of the program", () => {
    const state = observe(undefined, good, model);
    expect(codeOf(() => observe(state, { ...good, subject: "carrier/ups" }, model))).toBe("TypeError");
    for (const at of [Number.NaN, -1, 8.64e15]) {
      expect(codeOf(() => scoreTrust(state, model, new Date(at)))).toBe("TypeError");
    }
  });

  it("of the greatest weight fill the state, keep its proportions and do not break it", () => {
    const heavy: TrustModel = { ...model, signals: { conformance: { weight: 100 } } };
    const state = fold(
      Array.from({ length: 500 }, (_, at) => ({ ...good, good: at % 4 > 0, weight: 100 })),
      heavy,
    ) as TrustState;
    const { goodNano = 0, badNano = 0 } = state.signals.conformance ?? {};
    expect(Number.isSafeInteger(goodNano) && Number.isSafeInteger(badNano)).toBe(true);
    expect(goodNano + badNano).toBeLessThanOrEqual(90_000e9);
    expect(goodNano / (goodNano + badNano)).toBeCloseTo(0.75, 1);
    expect(parseTrustState(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  it("of one subject do not make its state grow", () => {
    const size = (count: number) =>
      JSON.stringify(
        fold(
          days(count, (at) => at % 3 > 0),
          model,
        ),
      ).length;
    expect(size(400)).toBeLessThan(size(60) + 40);
  });
});

describe("states that were kept", () => {
  const state = fold(days(3), model) as TrustState;
  it.each<[string, unknown, string]>([
    ["a later format", { ...state, formatVersion: 2 }, "newer_format"],
    ["a stranger", { ...state, stranger: 1 }, "format_malformed"],
    ["evidence that is no whole number", { ...state, penaltyNano: 0.5 }, "format_malformed"],
    ["evidence without end", { ...state, penaltyNano: Number.MAX_SAFE_INTEGER }, "format_malformed"],
    ["no standing", { ...state, standing: "excellent" }, "format_malformed"],
    ["a digest that is none", { ...state, model: "0" }, "format_malformed"],
  ])("are refused with %s", (_, kept, code) => expect(codeOf(() => parseTrustState(kept))).toBe(code));

  it("are not gone on with under another model", () => {
    const other = { ...model, version: "2" };
    expect(modelDigest(other)).not.toBe(modelDigest(model));
    expect(codeOf(() => observe(state, observed(4, true), other))).toBe("model_mismatch");
    expect(codeOf(() => scoreTrust(state, other, day(4)))).toBe("model_mismatch");
  });
});

describe("models that somebody else wrote", () => {
  it("come back as they are", () => expect(parseTrustModel(JSON.parse(JSON.stringify(model)))).toEqual(model));

  it("cannot be changed once they are read", () => {
    const read = parseTrustModel(JSON.parse(JSON.stringify(model)));
    expect(() => Object.assign(read.damping, { penalty: 1 })).toThrow(TypeError);
    expect(modelDigest(read)).toBe(modelDigest(model));
  });

  it("have another digest whenever anything in them has changed", () => {
    const own = JSON.parse(JSON.stringify(model));
    const before = modelDigest(own);
    own.states.watch.leave = 0.1;
    expect(modelDigest(own)).not.toBe(before);
    let rate = 0.5;
    const shifting = Object.freeze(
      Object.defineProperty({ ...model }, "baseRate", { get: () => rate, enumerable: true }),
    );
    expect(modelDigest(shifting)).toBe(modelDigest(model));
    rate = 0.4;
    expect(modelDigest(shifting)).not.toBe(modelDigest(model));
  });

  const { states, damping } = model;
  it.each<[string, unknown, string, string]>([
    ["no half-life", { ...model, halfLifeHours: 0 }, "format_malformed", "/halfLifeHours"],
    ["a half-life that is no number", { ...model, halfLifeHours: Number.NaN }, "format_malformed", "/halfLifeHours"],
    ["a negative weight", { ...model, signals: { a: { weight: -1 } } }, "format_malformed", "/signals/a/weight"],
    ["a signal with a wrong name", { ...model, signals: { "A B": { weight: 1 } } }, "format_malformed", "/signals"],
    [
      "too many signals",
      { ...model, signals: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`s${at}`, { weight: 1 }])) },
      "format_malformed",
      "/signals",
    ],
    [
      "a certain share",
      { ...model, sequentialTest: { p0: 0, p1: 1, threshold: 5 } },
      "format_malformed",
      "/sequentialTest/p0",
    ],
    [
      "shares the wrong way round",
      { ...model, sequentialTest: { p0: 0.3, p1: 0.1, threshold: 5 } },
      "model_inconsistent",
      "/sequentialTest/p1",
    ],
    [
      "a reuse above suppression",
      { ...model, damping: { ...damping, reuseAt: 901 } },
      "model_inconsistent",
      "/damping/reuseAt",
    ],
    [
      "a ceiling below suppression",
      { ...model, damping: { ...damping, ceiling: 899 } },
      "model_inconsistent",
      "/damping/ceiling",
    ],
    [
      "a band the wrong way round",
      { ...model, states: { ...states, trusted: { ...states.trusted, leave: 0.81 } } },
      "model_inconsistent",
      "/states/trusted/leave",
    ],
    ["a later format", { formatVersion: 2 }, "newer_format", ""],
  ])("are refused with %s", (_, other, code, path) => {
    expect(codeOf(() => parseTrustModel(other))).toBe(code);
    try {
      parseTrustModel(other);
    } catch (error) {
      if (code !== "newer_format") expect((error as { details: { path: string } }).details.path).toBe(path);
    }
  });
});
