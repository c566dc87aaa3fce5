import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson, sha256Hex } from "../../src/foundation/index.ts";
import { addressOf } from "../services/wanted.ts";
import { newVisitor, startChromium } from "./chromium.ts";
import type { Abilities } from "./page.ts";

const program = addressOf("COUNTERSIGN_TEST_CHROMIUM");
const golden = (file: string): string => readFileSync(new URL(`../golden/${file}`, import.meta.url), "utf8");

describe.skipIf(!program)("in a browser, without Node's modules", () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [new URL("page.ts", import.meta.url).pathname],
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      target: "es2022",
      logLevel: "error",
    });
    const script = outputFiles[0]?.text ?? "";
    server = createServer((request, response) => {
      const isScript = request.url === "/page.js";
      response.setHeader("content-type", isScript ? "text/javascript" : "text/html; charset=utf-8");
      response.end(
        isScript
          ? script
          : '<!doctype html><title>test</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await startChromium(program);
    page = await (await newVisitor(browser)).newPage();
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => "abilities" in globalThis);
  });

  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => server?.close(resolve));
  });

  const verify = (bundle: string) =>
    page.evaluate(([file, keys]) => (globalThis as unknown as { abilities: Abilities }).abilities.verify(file, keys), [
      bundle,
      golden("trusted-keys.json"),
    ] as const);

  it("evidence is proven, and refuted when one digit is another one", async () => {
    expect(await verify(golden("bundle.json"))).toEqual({ status: "proven", codes: [] });
    expect((await verify(golden("bundle.json").replace("DE8937", "DE8938"))).status).toBe("refuted");
  });

  it("a whole gate admits, holds and gives evidence", async () => {
    expect(await page.evaluate(() => (globalThis as unknown as { abilities: Abilities }).abilities.admit())).toEqual([
      "accepted",
      "held",
      "proven",
    ]);
  });

  it("hashes are those of every other platform", async () => {
    const xxhash = String(0x44bc2cf5ad770999n);
    expect(await page.evaluate(() => (globalThis as unknown as { abilities: Abilities }).abilities.hashes())).toEqual([
      sha256Hex(canonicalJson({ b: 1, a: "é" })),
      xxhash,
      xxhash,
    ]);
  });

  it("nothing complains", () => expect(complaints).toEqual([]));
});
