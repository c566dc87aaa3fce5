import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashSource, html, htmlWith, type MarkupPart, sha256Hex, trusted } from "../../src/foundation/index.ts";

const hostile = "\"'></td></script><!--<img src=x onerror=alert(1)>\u202Egpj.exe\u0000&amp;";
const shown =
  "&quot;&#39;&gt;&lt;/td&gt;&lt;/script&gt;&lt;!--&lt;img src=x onerror=alert(1)&gt;⟨U+202E⟩gpj.exe⟨U+0000⟩&amp;amp;";

describe("a template", () => {
  it("escapes its holes, in text and in attributes", () => {
    expect(String(html`<a title="${hostile}">${hostile}</a>`)).toBe(`<a title="${shown}">${shown}</a>`);
  });

  const parts: readonly [what: string, part: MarkupPart, drawn: string][] = [
    ["nothing", undefined, ""],
    ["a condition that does not hold", false, ""],
    ["zero", 0, "0"],
    ["a number", -1.5, "-1.5"],
    ["markup, once", html`<b>${"&"}</b>`, "<b>&amp;</b>"],
    ["a list in a list", ["<", [html`<br>`, [undefined, ">"]]], "&lt;<br>&gt;"],
    ["what is trusted", trusted("a>b{}"), "a>b{}"],
    ["what only replacements would read", "$& $1 \\u003c", "$&amp; $1 \\u003c"],
  ];
  it.each(parts)("draws %s", (_, part, drawn) => expect(String(html`[${part}]`)).toBe(`[${drawn}]`));

  it.each([
    { html: "<script>" },
    { toString: () => "<script>" },
    JSON.parse('{"#text":"<script>"}'),
    Object.create(null, { [Symbol.toPrimitive]: { value: () => "<script>" } }),
  ])("takes nothing for markup that only looks like it: %#", (forged) => {
    expect(String(html`${forged as MarkupPart}`)).not.toContain("<");
  });

  it("lets no text out of its hole, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(String(html`${text}`)).not.toMatch(/[<>"'\n\r\0]|&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
    );
  });

  it("spells line feeds out unless texts may have several lines", () => {
    const lines = "a\n\tb\r<";
    expect(String(html`${lines}`)).toBe("a⟨U+000A⟩⟨U+0009⟩b⟨U+000D⟩&lt;");
    expect(String(htmlWith({ multiline: true })`${[lines]}`)).toBe("a\n\tb⟨U+000D⟩&lt;");
  });

  it("has no holes where the source has none", () => expect(String(html`<p>&amp;\n</p>`)).toBe("<p>&amp;\n</p>"));
});

it("names what a page's own policy allows", () => {
  const base64 = Buffer.from(sha256Hex("a{}"), "hex").toString("base64");
  expect(hashSource("a{}")).toBe(`'sha256-${base64}'`);
});
