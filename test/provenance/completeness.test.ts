import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256Hex } from "../../src/foundation/index.ts";
import {
  checkCompleteness,
  completeRanges,
  createStreamReader,
  nextInStream,
  type StreamPlace,
  type StreamStatement,
  sealEvent,
  toStreamStatement,
} from "../../src/provenance/index.ts";
import { eta, start } from "../gate/support.ts";
import { stopwatch } from "../support.ts";
import { keyHolder } from "./keys.ts";

const NAME = "erp/orders";
const digest = (sequence: number, variant = ""): string => sha256Hex(`${sequence}${variant}`);
/** Statement number n of a stream, each naming the one before it. */
const at = (sequence: number, change: Partial<StreamStatement> = {}): StreamStatement => ({
  name: NAME,
  sequence,
  digest: digest(sequence),
  ...(sequence > 0 && { previous: digest(sequence - 1) }),
  ...change,
});
const stream = (length: number): StreamStatement[] => Array.from({ length }, (_, sequence) => at(sequence));
const range = (from: number, to: number) => ({ stream: NAME, from, to });

/** Status, and the codes of what was found, or of what is open. */
function outcome(statements: readonly StreamStatement[], from: number, to: number, window?: number) {
  const answer = checkCompleteness(statements, range(from, to), window === undefined ? {} : { window });
  const codes =
    answer.status === "unknown"
      ? answer.reasons.map(({ code }) => code)
      : answer.value.findings.map(({ code }) => code);
  return [answer.status, ...codes];
}

describe("a stretch of a source's stream", () => {
  const all = stream(10);
  const without = (...numbers: readonly number[]) => all.filter(({ sequence }) => !numbers.includes(sequence));
  const moved = [...all.slice(0, 4), all[5], all[4], ...all.slice(6)] as StreamStatement[];

  const rows: readonly [what: string, statements: readonly StreamStatement[], from: number, to: number, ...string[]][] =
    [
      ["is complete when every number is there once and names the one before", all, 0, 9, "proven"],
      ["is complete also from the middle", all, 3, 7, "proven"],
      ["is not when one in the middle is missing", without(4), 0, 9, "refuted", "stream_gap"],
      ["is not when its first ones are missing and later ones are here", without(0, 1), 0, 9, "refuted", "stream_gap"],
      [
        "stays open when it ends early: nothing shows that there was more",
        without(8, 9),
        0,
        9,
        "unknown",
        "stream_ends_early",
      ],
      ["stays open when nothing of it is here", all, 20, 30, "unknown", "stream_absent"],
      ["stays open when there is nothing at all", [], 0, 0, "unknown", "stream_absent"],
      [
        "is forked when two statements have one number",
        [...all, at(5, { digest: digest(5, "b") })],
        0,
        9,
        "refuted",
        "stream_forked",
      ],
      [
        "is forked when one follows another statement than the one here",
        [...all.slice(0, 9), at(9, { previous: digest(8, "b") })],
        0,
        9,
        "refuted",
        "stream_forked",
      ],
      [
        "is forked when two name the same one before them",
        [...all.slice(0, 9), at(9, { previous: digest(7) })],
        0,
        9,
        "refuted",
        "stream_forked",
      ],
      ["is complete when two came in another order, and says so", moved, 0, 9, "proven", "stream_reordered"],
      ["is complete when one came twice, and says so", [...all, at(5)], 0, 9, "proven", "stream_duplicated"],
      [
        "stays open where a statement names none before it",
        [...all.slice(0, 5), { name: NAME, sequence: 5, digest: digest(5) }, ...all.slice(6)],
        0,
        9,
        "unknown",
        "stream_unlinked",
      ],
      [
        "stays open where the first names one before it",
        [at(0, { previous: digest(0) }), ...all.slice(1)],
        0,
        9,
        "unknown",
        "stream_unlinked",
      ],
      [
        "does not count another stream's statements",
        all.map((one) => ({ ...one, name: "erp/receipts" })),
        0,
        9,
        "unknown",
        "stream_absent",
      ],
    ];
  it.each(rows)("%s", (_, statements, from, to, ...expected) => {
    expect(outcome(statements, from, to)).toEqual(expected);
  });

  it("names what is missing", () => {
    const answer = checkCompleteness(without(3, 4, 5), range(0, 9));
    expect(answer).toMatchObject({
      status: "refuted",
      value: { statements: 7, findings: [{ facts: { from: 3, to: 5 }, sentence: "numbers 3 to 5 are missing" }] },
    });
  });

  it.each([
    [-1, 3],
    [3, 2],
    [0.5, 2],
    [0, Number.POSITIVE_INFINITY],
  ])("from %d to %d is none", (from, to) => {
    expect(() => checkCompleteness([], range(from, to))).toThrow(TypeError);
  });

  it("is read from sealed statements", async () => {
    const carrier = await keyHolder("dhl", "source");
    let place: StreamPlace = { name: NAME, sequence: 0 };
    const statements: StreamStatement[] = [];
    for (let count = 0; count < 3; count++) {
      const envelope = await sealEvent(eta(), { signers: [carrier.signer], at: start, stream: place });
      statements.push(toStreamStatement(envelope) as StreamStatement);
      place = nextInStream(place, envelope);
    }
    expect(outcome(statements, 0, 2)).toEqual(["proven"]);
    expect(outcome(statements.slice(1), 0, 2)).toEqual(["refuted", "stream_gap"]);
  });
});

describe("a long stretch in bounded memory", () => {
  it("is proven in any order that stays within the window, whatever its length", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
        (length, keys) => {
          // Each statement moves by less than the window.
          const shuffled = stream(length)
            .map((one, place) => [place + ((keys[place] ?? 0) % 8), one] as const)
            .sort(([left], [right]) => left - right)
            .map(([, one]) => one);
          expect(outcome(shuffled, 0, length - 1, 8)[0]).toBe("proven");
        },
      ),
    );
  });

  it("is never proven when a number is missing, and never when a statement was exchanged", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), fc.boolean(), (length, place, exchanged) => {
        const statements = stream(length);
        const victim = place % length;
        if (exchanged) statements.splice(victim, 1, at(victim, { digest: digest(victim, "x") }));
        else statements.splice(victim, 1);
        const [status] = outcome(statements, 0, length - 1, 4);
        // The last one is tied to nothing that comes after it: another version of it cannot be told.
        if (exchanged && victim === length - 1) expect(status).toBe("proven");
        else expect(status).not.toBe("proven");
      }),
    );
  });

  it("stays open when one comes later than is remembered", () => {
    const late = [...stream(30).filter(({ sequence }) => sequence !== 2), at(2)];
    expect(outcome(late, 0, 29, 4)).toEqual(["refuted", "stream_gap"]);
    expect(outcome([...stream(30), at(2)], 0, 29, 4)).toEqual(["unknown", "stream_window_exceeded"]);
  });

  it("of which every second number is missing is read without looking at each again and again", () => {
    const spent = stopwatch();
    const reader = createStreamReader(range(0, 100_000), { window: 1_000 });
    for (let sequence = 0; sequence < 100_000; sequence += 2) reader.add(at(sequence, { digest: "x", previous: "y" }));
    const answer = reader.answer();
    expect(answer.status === "refuted" && answer.value.findings.length).toBe(1_000);
    expect(spent()).toBeLessThan(5_000);
  });
});

describe("what can be claimed to be complete", () => {
  it("ends at gaps, forks and statements that name none before them", () => {
    const all = stream(12);
    const statements = [...all.filter(({ sequence }) => sequence !== 4), at(8, { digest: digest(8, "b") }), at(2)];
    expect(completeRanges(statements)).toEqual([range(0, 3), range(5, 7), range(9, 11)]);
  });

  it("is what the check finds complete", () => {
    fc.assert(
      fc.property(fc.subarray(stream(30)), (some) => {
        for (const { from, to } of completeRanges(some)) expect(outcome(some, from, to)).toEqual(["proven"]);
      }),
    );
  });
});
