import { describe, expect, it } from "vitest";
import { visibleText } from "../../src/foundation/index.ts";

describe("a text for people's eyes", () => {
  it.each([
    ["\u001b[2J\u001b]0;owned\u0007", "⟨U+001B⟩[2J⟨U+001B⟩]0;owned⟨U+0007⟩"],
    ["pay \u202e00.1 RUE", "pay ⟨U+202E⟩00.1 RUE"],
    ["a\r\nb", "a⟨U+000D⟩⟨U+000A⟩b"],
    ["zero\u200bwidth \u2066iso\u2069", "zero⟨U+200B⟩width ⟨U+2066⟩iso⟨U+2069⟩"],
    ["\u009b31m C1", "⟨U+009B⟩31m C1"],
    ["Größe, 数量, الكمية 🚚", "Größe, 数量, الكمية 🚚"],
    ["half \ud800", "half ⟨U+D800⟩"],
  ])("spells out what cannot be seen: %j", (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it("keeps what languages and emoji are written with, and lines where there are several", () => {
    const text = "می\u200Cخواهم 👩\u200D🔧 1\u202F000\n\t";
    expect(visibleText(text, { multiline: true })).toBe(text);
  });
});
