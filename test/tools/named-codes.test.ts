import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { codesOf } from "../../tools/lib/codes.mjs";
import { createContext } from "../../tools/lib/context.mjs";

const context = createContext({ root: fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "") });
const codes = new Set(codesOf(context).map(({ code }: { code: string }) => code));
/** Names with an underscore are codes here; what is a reason of a decision stands on the page of its format. */
const reasons = new Set(context.read("docs/formats/decision.md").match(/`[a-z]+(?:_[a-z]+)+`/g));

describe("the pages about security and law name checks that there are", () => {
  it.each(["SECURITY.md", "docs/evidence-and-law.md", "docs/formats/bundle.md"])("%s", (page) => {
    const named = new Set(context.read(page).match(/`[a-z]+(?:_[a-z]+)+`/g) as string[]);
    expect([...named].filter((name) => !codes.has(name.slice(1, -1)) && !reasons.has(name))).toEqual([]);
    expect(named.size).toBeGreaterThan(8);
  });

  it("and each says that nothing is qualified", () => {
    expect(context.read("docs/evidence-and-law.md")).toMatch(/Nothing here is a\s+\*qualified\*/);
  });
});
