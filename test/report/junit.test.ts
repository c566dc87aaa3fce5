import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/foundation/index.ts";
import { renderJUnit, renderVerdictPage } from "../../src/report/index.ts";

const verdict: Verdict<unknown> = {
  status: "refuted",
  checks: [
    { status: "proven", code: "bundle_readable", sentence: "the file is a bundle" },
    { status: "refuted", code: "events_proven", sentence: 'event `<a href="x">&\u0000\u202e` was "changed"' },
    { status: "unknown", code: "manifest_signed", sentence: "the key is not known" },
  ],
  notChecked: ["whether what the sources say is true"],
};

/** The tags of an XML text, or why it is not well-formed (XML 1.0 §2.1). */
function tagsOf(xml: string): readonly string[] {
  const open: string[] = [];
  const tags: string[] = [];
  const rest = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
  const pattern =
    /<(\/?)([a-z]+)((?: [a-z]+="(?:[^<&"]|&(?:amp|lt|gt|quot|#39);)*")*)(\/?)>|([^<&]|&(?:amp|lt|gt|quot|#39);)/guy;
  let end = 0;
  for (const [all, closing, name = "", , empty] of rest.matchAll(pattern)) {
    end += all.length;
    if (name === "") continue;
    if (closing) expect(open.pop()).toBe(name);
    else if (!empty) open.push(name);
    if (!closing) tags.push(name);
  }
  expect([end, open]).toEqual([rest.length, []]);
  // Characters that XML cannot hold at all (§2.2).
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  return tags;
}

describe("a verdict as JUnit XML", () => {
  it("is a test for each check, with what is refuted as failure, what is open as error, what nobody looked at as skipped", () => {
    const xml = renderJUnit(verdict, "case.json");
    expect(tagsOf(xml)).toEqual([
      "testsuites",
      "testsuite",
      "testcase",
      "testcase",
      "failure",
      "testcase",
      "error",
      "testcase",
      "skipped",
    ]);
    expect(xml).toContain('tests="4" failures="1" errors="1" skipped="1"');
  });

  it("is well-formed, whatever the sentences and the file's name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (sentence, name) => {
        tagsOf(
          renderJUnit(
            { ...verdict, checks: [{ status: "refuted", code: "x", sentence }], notChecked: [sentence] },
            name,
          ),
        );
      }),
    );
  });
});

describe("a verdict as a page to be filed", () => {
  it("is one page without a script, and shows markup in sentences as text", () => {
    const page = renderVerdictPage(
      { verdict, digest: "0".repeat(64), keys: [], keysAlong: false, story: [] },
      "<b>case",
    );
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|<a href|<b>/);
    expect(page).toContain("events_");
    expect(page).toContain("whether what the sources say is true");
  });
});
