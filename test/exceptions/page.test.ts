import { describe, expect, it } from "vitest";
import { createExceptionsPage, type ExceptionsPageOptions } from "../../src/exceptions/index.ts";
import { because, desk, order, stopped } from "./support.ts";

const site = "https://erp.example";
const hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\" onload='x' \u202egpj.exe \u001b[2J";

const opened = async (options: Partial<ExceptionsPageOptions> = {}) => {
  const { queue, clock } = desk();
  await queue.open([
    stopped("1", { tier: "critical", cause: because("c1", hostile), key: hostile, owner: hostile, action: hostile }),
    stopped("2", { cause: because("c2", "=cmd|' /C calc'!A0"), values: [{ amount: "12.50", currency: "EUR" }] }),
  ]);
  const page = createExceptionsPage({ exceptions: queue, clock, identify: () => "erika", ...options });
  const [first, second] = await queue.export();
  return { queue, clock, page, ids: [first?.id ?? "", second?.id ?? ""] as const };
};
type Opened = Awaited<ReturnType<typeof opened>>;

const get = ({ page }: Opened, path = ""): Promise<Response> => page(new Request(`${site}/exceptions${path}`));
const post = (
  { page }: Opened,
  path: string,
  fields: readonly (readonly [string, string])[],
  headers: Record<string, string> = { origin: site, "sec-fetch-site": "same-origin" },
): Promise<Response> =>
  page(
    new Request(`${site}/exceptions/${path}`, {
      method: "POST",
      body: new URLSearchParams(fields.map(([name, value]) => [name, value])).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    }),
  );
const tokenOf = async (desk: Opened): Promise<string> =>
  /name="token" value="([^"]+)"/.exec(await (await get(desk)).text())?.[1] ?? "";
const claimOf = (desk: Opened, token: string, moves = 1): readonly (readonly [string, string])[] => [
  ["token", token],
  ["action", "claim"],
  ["reason", "mine"],
  ["seen", `${desk.ids[0]}.${moves}`],
];

describe("the page", () => {
  it("lists, filters, and shows one", async () => {
    const desk = await opened();
    const list = await (await get(desk)).text();
    expect(list).toContain("2 exceptions");
    expect(list).toContain("12.50 EUR");
    expect(await (await get(desk, "?state=resolved")).text()).toContain("Nothing waits here");
    expect(await (await get(desk, `/${desk.ids[1]}`)).text()).toContain("by countersign: something was stopped");
    expect((await get(desk, "/export.csv")).headers.get("content-type")).toBe(
      "text/csv; charset=utf-8; header=present",
    );
  });

  it.each(["", "/{id}", "?owner={hostile}&state={hostile}&kind={hostile}&after={hostile}", "/{id}?after={hostile}"])(
    "shows hostile texts as texts: %s",
    async (path) => {
      const desk = await opened();
      const filled = path.replaceAll("{hostile}", encodeURIComponent(hostile)).replace("{id}", desk.ids[0]);
      const text = await (await get(desk, filled)).text();
      for (const dangerous of ["<script", "<img", "onload='", "\u202e", "\u001b"])
        expect(text).not.toContain(dangerous);
      if (!path.includes("?owner")) expect(text).toContain("&lt;script&gt;");
    },
  );

  it("forbids scripts, frames, foreign resources and referrers", async () => {
    const { headers } = await get(await opened());
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(policy).not.toContain("unsafe");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it.each(["/nothing", "/../head", "/%2e%2e", `/${"A".repeat(22)}`])("has no page at %s", async (path) => {
    expect((await get(await opened(), path)).status).toBe(404);
  });
});

describe("without an identity", () => {
  it("everything can be read and nothing done", async () => {
    const { queue, clock } = desk();
    await queue.open([stopped("1")]);
    const page = createExceptionsPage({ exceptions: queue, clock });
    const text = await (await page(new Request(`${site}/exceptions`))).text();
    expect([text.includes("read only"), text.includes('method="post"')]).toEqual([true, false]);
    const request = new Request(`${site}/exceptions/apply`, { method: "POST", body: "", headers: { origin: site } });
    expect((await page(request)).status).toBe(403);
  });

  it("nothing can be read where identities are asked for", async () => {
    const response = await get(await opened({ identify: () => undefined }));
    expect([response.status, (await response.text()).includes("exceptions?")]).toEqual([401, false]);
  });
});

describe("doing something", () => {
  it("is shown first, and done when it is confirmed", async () => {
    const desk = await opened();
    const token = await tokenOf(desk);
    const preview = await (await post(desk, "preview", claimOf(desk, token))).text();
    expect(preview).toContain("Claim 1 exception?");
    expect((await desk.queue.show(desk.ids[0]))?.exception.state).toBe("open");
    expect(await (await post(desk, "apply", claimOf(desk, token))).text()).toContain(": done");
    expect((await desk.queue.show(desk.ids[0]))?.exception).toMatchObject({ state: "claimed", owner: "erika" });
  });

  it("leaves alone what was changed since the person looked, and tells who has it", async () => {
    const desk = await opened();
    const token = await tokenOf(desk);
    await desk.queue.note(desk.ids[0], order);
    expect(await (await post(desk, "preview", claimOf(desk, token))).text()).toContain("changed since you looked");
    expect(await (await post(desk, "apply", claimOf(desk, token))).text()).toContain(
      "not done: somebody else did something",
    );
    await desk.queue.claim(desk.ids[0], { by: "max", reason: "mine" });
    expect(await (await post(desk, "apply", claimOf(desk, token, 3))).text()).toContain("not done: max has it");
  });

  it("takes several at once: snooze, resolve, assign, note", async () => {
    const desk = await opened();
    const token = await tokenOf(desk);
    const order = (action: string, moves: number, more: readonly (readonly [string, string])[] = []) =>
      post(desk, "apply", [
        ["token", token],
        ["action", action],
        ["reason", "r"],
        ...desk.ids.map((id) => ["seen", `${id}.${moves}`] as const),
        ...more,
      ]);
    await order("note", 1);
    await order("assign", 2, [["to", "erika"]]);
    await order("snooze", 3, [["until", "2026-04-30"]]);
    await order("resolve", 4, [["how", "written_off"]]);
    for (const id of desk.ids)
      expect(await desk.queue.show(id)).toMatchObject({
        exception: { state: "resolved", resolution: "written_off", moves: 5 },
      });
  });

  const forged: readonly [what: string, headers: Record<string, string>][] = [
    ["another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    ["another site that hides", { origin: "null" }],
    ["nowhere", {}],
    ["a neighbour's site", { origin: site, "sec-fetch-site": "same-site" }],
  ];
  it.each(forged)("is refused from %s, also with a token", async (_, headers) => {
    const desk = await opened();
    expect((await post(desk, "apply", claimOf(desk, await tokenOf(desk)), headers)).status).toBe(403);
    expect((await desk.queue.show(desk.ids[0]))?.exception.state).toBe("open");
  });

  it("is refused with a token of somebody else, of another page, an altered one, an old one, or none", async () => {
    let who = "max";
    const desk = await opened({ identify: () => who });
    const ofMax = await tokenOf(desk);
    who = "erika";
    const own = await tokenOf(desk);
    const later = `${Number(own.split(".")[0]) + 1}.${own.split(".")[1]}`;
    for (const token of [ofMax, await tokenOf(await opened()), own.slice(0, -2), later, "", ".", "x.y"])
      expect((await post(desk, "apply", claimOf(desk, token))).status).toBe(403);
    desk.clock.advance(4 * 3_600_000);
    expect((await post(desk, "apply", claimOf(desk, own))).status).toBe(403);
    expect((await desk.queue.show(desk.ids[0]))?.exception.state).toBe("open");
  });

  const wrong: readonly [what: string, change: readonly (readonly [string, string])[], status: number][] = [
    ["no action", [["action", "constructor"]], 422],
    ["no reason", [["action", "claim"]], 422],
    [
      "nothing chosen",
      [
        ["action", "claim"],
        ["reason", "r"],
        ["seen", "x.1"],
      ],
      422,
    ],
    [
      "an end that is none",
      [
        ["action", "resolve"],
        ["reason", "r"],
        ["seen", `${"A".repeat(22)}.1`],
        ["how", "passed"],
      ],
      422,
    ],
    [
      "a day that is past",
      [
        ["action", "snooze"],
        ["reason", "r"],
        ["seen", `${"A".repeat(22)}.1`],
        ["until", "2020-01-01"],
      ],
      422,
    ],
    [
      "a day that is none",
      [
        ["action", "snooze"],
        ["reason", "r"],
        ["seen", `${"A".repeat(22)}.1`],
        ["until", "soon"],
      ],
      422,
    ],
    ["too much", [["reason", "r".repeat(300_000)]], 413],
  ];
  it.each(wrong)("is refused with a sentence: %s", async (_, change, status) => {
    const desk = await opened();
    expect((await post(desk, "apply", [["token", await tokenOf(desk)], ...change])).status).toBe(status);
  });

  it("is done by POST only", async () => {
    const desk = await opened();
    expect((await get(desk, "/apply")).status).toBe(404);
    expect((await desk.page(new Request(`${site}/exceptions`, { method: "DELETE" }))).status).toBe(405);
  });

  it("works behind a proxy that changes the origin, when it is told", async () => {
    const desk = await opened({ origin: "https://public.example" });
    const headers = { origin: "https://public.example", "sec-fetch-site": "same-origin" };
    expect((await post(desk, "apply", claimOf(desk, await tokenOf(desk)), headers)).status).toBe(200);
  });

  it.each([{ base: "exceptions" }, { base: "/exceptions/" }, { base: '/"><script>' }, { secret: new Uint8Array(31) }])(
    "is not made wrongly: %j",
    (options) => {
      expect(() => createExceptionsPage({ exceptions: desk().queue, ...options })).toThrow(TypeError);
    },
  );
});
