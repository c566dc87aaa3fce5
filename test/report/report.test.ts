import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fromScript,
  isLocale,
  isZone,
  type Locale,
  renderCase,
  renderNotice,
  renderReport,
  renderVerifierPage,
} from "../../src/report/index.ts";
import { texts } from "../../src/report/texts/index.ts";
import { report, theCase, withEachText } from "./support.ts";

const locales: readonly Locale[] = ["en", "de"];
const hostile = "\"'></td></script><!--<img src=x onerror=alert(1)>\u202Egpj.exe\u0000\u2066\u0007&amp;";

/** Every tag of a page, without what is in it. */
const tagsOf = (page: string): readonly string[] => [...page.matchAll(/<\/?[a-zA-Z!][^\s>]*/g)].map(([tag]) => tag);

describe("a report", () => {
  it.each(locales)("is the same bytes for the same model, in %s", (locale) => {
    const render = (): string => renderReport(structuredClone(report), { locale, zone: "Europe/Berlin" });
    expect(render()).toBe(render());
  });

  it.each(locales)("loads nothing and runs nothing, in %s", (locale) => {
    const page = renderReport(report, { locale });
    expect(page).toMatch(/content="default-src &#39;none&#39;|content="default-src 'none'/);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:|\bon\w+=|javascript:|\sstyle=/i);
  });

  it("writes numbers and times as the language does, in UTC and in the zone that was asked for", () => {
    const german = renderReport(report, { locale: "de", zone: "Europe/Berlin" });
    expect(german).toContain('<html lang="de">');
    for (const text of ["2.971", "25.03.2026, 04:00:00 UTC", "(05:00:00 Europe/Berlin)", "angehalten"])
      expect(german).toContain(text);
    const english = renderReport(report);
    for (const text of ["2,971", "25 Mar 2026, 04:00:00 UTC", "held"]) expect(english).toContain(text);
    expect(english).not.toContain("Berlin");
  });

  it("marks the rooms' English sentences in a German page", () => {
    expect(renderReport(report, { locale: "de" })).toContain('<bdi lang="en">minutes became seconds</bdi>');
  });

  it("draws a jump of an order of magnitude on a logarithmic scale, with the stopped stretch and a table of the data", () => {
    const page = renderReport(report);
    for (const text of ["logarithmic scale", 'class="band"', "49 times", "<caption", "<title id=", "<desc id="])
      expect(page).toContain(text);
  });

  it("leaves out what there is nothing about", () => {
    const { title, madeAt, outcomes } = report;
    const page = renderReport({ title, madeAt, outcomes, reasons: [] });
    expect(page.match(/<section/g)).toHaveLength(1);
    expect(page).toContain("Nothing was held or refused.");
  });

  it("draws no points that have no time or no value", () => {
    const [series] = report.series ?? [];
    const points = [
      { at: "soon", value: 1, stopped: false },
      { at: report.madeAt, value: Number.NaN, stopped: false },
    ];
    expect(renderReport({ ...report, series: [{ ...(series as NonNullable<typeof series>), points }] })).not.toContain(
      "NaN",
    );
  });

  it("knows which languages and zones there are", () => {
    expect([isLocale("de"), isLocale("toString"), isZone("Europe/Berlin"), isZone("Berlin/Mitte")]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

describe("whatever stands in the data stays text", () => {
  const pages: readonly [what: string, model: unknown, render: (model: never) => string][] = [
    ["a report", report, (model) => renderReport(model, { locale: "de" })],
    ["a case", theCase, (model) => renderCase(model, { locale: "de" })],
  ];
  for (const [what, model, render] of pages) {
    it(`in every field of ${what}`, () => {
      const before = [...new Set(tagsOf(render(model as never)))].sort();
      let fields = 0;
      for (const changed of withEachText(model, hostile)) {
        const page = render(changed as never);
        fields += 1;
        // A state, outcome or time that is none may lose its own element; it never brings another one.
        expect(tagsOf(page).filter((tag) => !before.includes(tag))).toEqual([]);
        for (const unwanted of ["\u202e", "\u0000", "\u2066", "\u0007", "<img"])
          expect(page.includes(unwanted)).toBe(false);
      }
      expect(fields).toBeGreaterThan(20);
    });
  }

  it("in a notice", () => expect(renderNotice("unreadableFile", { sentence: hostile })).not.toContain("<img"));
});

describe("texts", () => {
  it("are the same keys in every language, each with something to say", () => {
    const [first, ...others] = locales.map((locale) => texts[locale]);
    for (const other of others) expect(Object.keys(other)).toEqual(Object.keys(first ?? {}));
    for (const locale of locales)
      for (const [key, text] of Object.entries(texts[locale])) {
        const said = typeof text === "string" ? text : (text as (...args: string[]) => string)("1", "2", "3");
        expect(said.trim(), key).not.toBe("");
      }
  });
});

describe("a page that carries evidence", () => {
  const carry = (bundle: string): string =>
    renderVerifierPage({
      script: "0",
      carried: { title: hostile, bundle: new TextEncoder().encode(bundle), trustedKeys: "{}" },
    });
  const carried = (page: string): string => /id="carried-bundle">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "";

  it("holds it byte for byte, whatever stands in it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("~", "0", "1", "<", "/script>", "!--", "\\u003c", "é", "a") }),
        (text) => {
          const inside = carried(carry(text));
          expect(inside).not.toContain("<");
          expect(fromScript(inside)).toBe(text);
        },
      ),
    );
  });

  it("has two scripts of data and one of code, however its title reads", () => {
    expect(tagsOf(carry("</script>")).filter((tag) => tag === "<script")).toHaveLength(3);
  });

  it("allows its own code by hash and no other", () => {
    expect(carry("{}")).toMatch(/script-src '?(&#39;)?sha256-/);
    expect(renderVerifierPage({ script: "0" })).not.toContain("carried-bundle");
  });
});
