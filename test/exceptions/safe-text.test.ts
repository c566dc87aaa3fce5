import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { formatExceptionsCsv, visibleText } from "../../src/exceptions/index.ts";
import { because, desk, stopped } from "./support.ts";

describe("a text for people's eyes", () => {
  it.each([
    ["\u001b[2J\u001b]0;owned\u0007", "\\u{001b}[2J\\u{001b}]0;owned\\u{0007}"],
    ["pay \u202e00.1 RUE", "pay \\u{202e}00.1 RUE"],
    ["a\r\nb", "a\\u{000d}\\u{000a}b"],
    ["zero\u200bwidth \u2066iso\u2069", "zero\\u{200b}width \\u{2066}iso\\u{2069}"],
    ["\u009b31m C1", "\\u{009b}31m C1"],
    ["Größe, 数量, الكمية 🚚", "Größe, 数量, الكمية 🚚"],
    ["half \ud800", "half \ufffd"],
  ])("spells out what cannot be seen: %j", (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });
});

describe("CSV", () => {
  const rows = async (sentence: string): Promise<readonly Record<string, string>[]> => {
    const { queue } = desk();
    await queue.open([stopped("1", { cause: because("c", sentence), key: sentence })]);
    return parse(formatExceptionsCsv(await queue.export()), { columns: true });
  };
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", '=HYPERLINK("http://evil","x")', "\n=1"])(
    "hands no formula to a spreadsheet: %j",
    async (text) => {
      const [row] = await rows(text);
      expect(row?.cause?.startsWith("'")).toBe(true);
      expect(row?.examples?.startsWith("'")).toBe(true);
    },
  );
  it("is RFC 4180, whatever is in it", async () => {
    const text = 'one, "two"\r\nthree; \u001b[31m';
    expect((await rows(text))[0]).toMatchObject({
      cause: 'one, "two"\\u{000d}\\u{000a}three; \\u{001b}[31m',
      waiting: "1",
    });
    const { queue } = desk();
    expect(formatExceptionsCsv(await queue.export())).toMatch(/^id,state,impact,.*,examples\r\n$/);
  });
});
