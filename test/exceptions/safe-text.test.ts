import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { formatExceptionsCsv } from "../../src/exceptions/index.ts";
import { because, desk, stopped } from "./support.ts";

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
      cause: 'one, "two"⟨U+000D⟩⟨U+000A⟩three; ⟨U+001B⟩[31m',
      waiting: "1",
    });
    const { queue } = desk();
    expect(formatExceptionsCsv(await queue.export())).toMatch(/^id,state,impact,.*,examples\r\n$/);
  });
});
