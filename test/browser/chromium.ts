import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";
import { patienceMs } from "../every-suite.ts";

/** A browser that asks nobody for anything by itself. */
export const startChromium = (program = ""): Promise<Browser> =>
  chromium.launch({
    executablePath: program,
    timeout: patienceMs,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

/** A visitor with nothing remembered. */
export async function newVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(patienceMs);
  return context;
}
