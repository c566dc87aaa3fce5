import { mkdirSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExceptionQueue, createExceptionsPage, type Occurrence } from "../../src/exceptions/index.ts";
import { memoryStore } from "../../src/stores/index.ts";
import { addressOf } from "../services/wanted.ts";
import { newVisitor, startChromium } from "./chromium.ts";

const program = addressOf("COUNTERSIGN_TEST_CHROMIUM");
const pictures = process.env.COUNTERSIGN_TEST_PICTURES ?? join(tmpdir(), "countersign-pictures");

const occurrences: readonly Occurrence[] = [
  {
    kind: "held_event",
    cause: {
      code: "unit_changed",
      sentence: "`/etaMinutes` is declared in `min`; the last 17 values are in `s`, 60 times as large",
      stream: "carrier-eta",
      place: "/data/etaMinutes",
    },
    ref: "capsule:1",
    at: new Date(),
    key: "SHP-4711",
    tier: "material",
    action: "repair the data or its source; release what is right, discard what is not",
    owner: "transport",
    values: [{ amount: "18250.00", currency: "EUR" }],
    dueAt: new Date(Date.now() + 3_600_000),
  },
  {
    kind: "pending_approval",
    cause: {
      code: "approval_missing",
      sentence: "bank accounts need two other people",
      stream: "bank",
      place: "two people",
    },
    ref: "capsule:2",
    at: new Date(),
    tier: "critical",
    action: "look at the change, and sign an approval or a rejection",
  },
  {
    kind: "dead_letter",
    cause: {
      code: "json_syntax",
      sentence: "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> \u202eevil",
      stream: "default",
      place: "",
    },
    ref: "capsule:3",
    at: new Date(),
    tier: "low",
    action: "read the capsule's bytes",
  },
];

describe.skipIf(!program)("the page of exceptions, in a browser", () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let address: string;
  const complaints: string[] = [];
  const requested: string[] = [];

  beforeAll(async () => {
    const queue = createExceptionQueue(memoryStore());
    await queue.open(occurrences);
    const serve = createExceptionsPage({ exceptions: queue, identify: () => "erika" });
    server = createServer((incoming, outgoing) => void bridge(serve, incoming, outgoing));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await startChromium(program);
    page = await watched(await newVisitor(browser));
    mkdirSync(pictures, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => server?.close(resolve));
  });

  async function watched(context: BrowserContext): Promise<Page> {
    const made = await context.newPage();
    made.on("console", (message) => complaints.push(message.text()));
    made.on("pageerror", (error) => complaints.push(error.message));
    made.on("request", (request) => requested.push(new URL(request.url()).origin));
    return made;
  }

  it.each(["light", "dark"] as const)("is drawn, %s and narrow, without running over", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    for (const width of [1_100, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${address}/exceptions`);
      await page.screenshot({ path: join(pictures, `exceptions-${colorScheme}-${width}.png`), fullPage: true });
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      expect(await page.evaluate(() => getComputedStyle(document.querySelector("fieldset") as Element).display)).toBe(
        "flex",
      );
    }
    expect(await page.title()).toBe("Exceptions");
  });

  it("shows hostile texts as texts", async () => {
    expect(await page.locator("script, img").count()).toBe(0);
    expect(await page.getByText("<script>document.title='owned'</script>").count()).toBe(1);
  });

  it("is worked with by keyboard alone: choose, claim, look, confirm", async () => {
    await page.setViewportSize({ width: 1_100, height: 900 });
    await page.goto(`${address}/exceptions`);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content");
    await tabTo('input[type="checkbox"]');
    await page.keyboard.press("Space");
    await tabTo('input[name="reason"]');
    await page.keyboard.type("I call the supplier");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/preview");
    expect(await page.locator("h1").textContent()).toBe("Claim 1 exception?");
    await page.screenshot({ path: join(pictures, "exceptions-preview.png"), fullPage: true });
    await tabTo("main button");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/apply");
    expect(await page.locator("main li").textContent()).toContain(": done");
    await tabTo("main li a");
    await page.keyboard.press("Enter");
    await page.waitForURL(/exceptions\/[\w-]{22}$/);
    expect(await page.locator("ol li").last().textContent()).toContain("by erika: I call the supplier");
    await page.screenshot({ path: join(pictures, "exceptions-one.png"), fullPage: true });
  });

  async function tabTo(selector: string): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    }
    throw new Error(`no keyboard reaches ${selector}`);
  }

  it("works without JavaScript", async () => {
    const plain = await watched(await newVisitor(browser, { javaScriptEnabled: false }));
    await plain.goto(`${address}/exceptions?kind=held_event`);
    await plain.locator('input[type="checkbox"]').check();
    await plain.locator('select[name="action"]').selectOption("resolve");
    await plain.locator('input[name="reason"]').fill("the carrier mended it");
    await plain.locator("fieldset button").click();
    await plain.locator("main button").click();
    expect(await plain.locator("main li").textContent()).toContain(": done");
  });

  it("a form of another site does nothing", async () => {
    const context = await newVisitor(browser);
    const evil = await context.newPage();
    await evil.route("http://evil.example/**", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<form method="post" action="${address}/exceptions/apply"><input name="action" value="claim"><button>x</button></form>`,
      }),
    );
    await evil.goto("http://evil.example/");
    const [response] = await Promise.all([evil.waitForResponse("**/apply"), evil.locator("button").click()]);
    expect(response.status()).toBe(403);
  });

  it("asks nobody else for anything, and nothing complains", () => {
    expect(new Set(requested.filter((origin) => origin !== "null"))).toEqual(new Set([address]));
    expect(complaints).toEqual([]);
  });
});

async function bridge(
  serve: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const { method = "GET", url = "/" } = incoming;
  const body = method === "POST" ? { body: Buffer.concat(chunks) } : {};
  const response = await serve(new Request(`http://${incoming.headers.host}${url}`, { method, headers, ...body }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(await response.text());
}
