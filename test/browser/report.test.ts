import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { generateKey } from "../../src/provenance/index.ts";
import { renderCase, renderReport, renderVerifierPage } from "../../src/report/index.ts";
import { run } from "../cli/run.ts";
import { report, theCase } from "../report/support.ts";
import { addressOf } from "../services/wanted.ts";
import { newVisitor, startChromium } from "./chromium.ts";

/*
 * The pages in a real browser, opened as files are opened: from the disk, by a double click. Their evidence comes from a
 * real run of the built command line.
 */

const program = addressOf("COUNTERSIGN_TEST_CHROMIUM");
const sizes = { wide: { width: 1180, height: 900 }, phone: { width: 390, height: 844 } } as const;
const schemes = ["light", "dark"] as const;

describe.skipIf(!program)("pages in a browser", () => {
  let folder: string;
  let browser: Browser;
  const complaints: string[] = [];
  const at = (name: string): string => join(folder, name);
  const read = (name: string): string => readFileSync(at(name), "utf8");
  const save = (name: string, content: string): string => {
    writeFileSync(at(name), content);
    return name;
  };
  let subject = "";

  const countersign = (...args: string[]): void => {
    const { code, stderr } = run(args, { cwd: folder });
    if (code !== 0) throw new Error(`countersign ${args.join(" ")}: ${stderr}`);
  };

  async function open(name: string, options: BrowserContextOptions = {}, before?: string): Promise<Page> {
    const context = await newVisitor(browser, options);
    if (before !== undefined) await context.addInitScript(before);
    const page = await context.newPage();
    page.on("console", (message) => complaints.push(`${name}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(`${name}: ${error.message}`));
    page.on("request", (request) => {
      if (!/^(file|data|about):/.test(request.url())) complaints.push(`${name} asks for ${request.url()}`);
    });
    await page.goto(pathToFileURL(at(name)).href);
    return page;
  }

  const textIn = async (page: Page, selector: string): Promise<string> => (await page.textContent(selector)) ?? "";

  async function verdictOf(page: Page): Promise<string> {
    await page.waitForSelector(".banner .big");
    return (await textIn(page, ".banner")).replaceAll(/\s+/g, " ");
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "countersign-pages-"));
    countersign("start", "--out", "run", "--events", "400", "--zone", "Europe/Berlin");
    const { stopped } = JSON.parse(read("run/exceptions.json")) as {
      stopped: { event: { type: string; subject: string }; reasons: { code: string }[] }[];
    };
    const waits = stopped.find(
      ({ event, reasons }) => event.type === "supplier.bank.changed" && reasons[0]?.code === "approval_missing",
    );
    subject = waits?.event.subject ?? "";
    countersign("evidence", "html", subject, "--store", "run/store", "--out", "case.html");
    countersign("evidence", "html", subject, "--store", "run/store", "--out", "fall.html", "--locale", "de");
    countersign("evidence", "json", subject, "--store", "run/store", "--out", "case.json");
    countersign("evidence", "verifier", "--out", "verifier.html");
    save("bericht.html", renderReport(report, { locale: "de", zone: "Europe/Berlin" }));
    const { publicKey } = await generateKey("ES256");
    const entry = { key: publicKey, principal: "auditor", roles: ["receiver"], validFrom: "2026-01-01T00:00:00Z" };
    save("foreign.json", JSON.stringify({ formatVersion: 1, keys: [entry] }));
    browser = await startChromium(program);
  });

  // A page that is left open goes on taking memory and time from those after it.
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe("a case file verifies itself", () => {
    it("and is proven, with the story, a line for each check, and what was not checked", async () => {
      const page = await open("case.html");
      expect(await verdictOf(page)).toMatch(
        /Proven Every check holds\. Judged by the keys that this file brought along/,
      );
      const text = await textIn(page, "main");
      for (const words of [
        "supplier.bank.changed",
        "Approval",
        "b.berg",
        "manifest_signed",
        "What was not checked",
        "Compare the fingerprints",
      ])
        expect(text).toContain(words);
    });

    it("and is refuted, naming the check, when one digit of the data is another one", async () => {
      const changed = read("case.html").replace(
        /"iban":"DE(\d)/,
        (_, digit) => `"iban":"DE${(Number(digit) + 1) % 10}`,
      );
      const page = await open(save("changed.html", changed));
      expect(await verdictOf(page)).toMatch(/Refuted.*Failed: parts_complete/);
      expect(await textIn(page, "#story")).toContain("It is not proven");
    });

    it.each([
      [
        "a space more",
        (text: string) => text.replace('{"formatVersion":2,"manifest"', '{ "formatVersion":2,"manifest"'),
        "bundle_readable",
      ],
      [
        "a manifest signature changed",
        (text: string) => text.replace(/("signature":")(.)/, (_, name, first) => name + (first === "A" ? "B" : "A")),
        "manifest_signed",
      ],
    ])("and is refuted with %s", async (_, change, code) => {
      const original = read("case.html");
      const start = original.indexOf('id="carried-bundle">');
      const page = await open(save("other.html", original.slice(0, start) + change(original.slice(start))));
      expect(await verdictOf(page)).toMatch(new RegExp(`Refuted.*Failed: .*${code}`));
    });

    it("and is unknown by the keys of somebody else, and proven by keys that one chose", async () => {
      const page = await open("case.html");
      await verdictOf(page);
      await page.setInputFiles("#keys-file", at("foreign.json"));
      await page.waitForSelector(".banner.unknown");
      expect(await verdictOf(page)).toMatch(/Unknown.*manifest_signed.*keys that you chose/);
      await page.setInputFiles("#keys-file", at("run/trusted-keys.json"));
      await page.waitForSelector(".banner.proven");
    });

    it("and is not proven for a day before it was made", async () => {
      const page = await open("case.html");
      await page.fill("#date", "2026-02-01");
      await page.waitForSelector(".banner.unknown, .banner.refuted");
    });

    it("and is unknown where the browser cannot compute Ed25519", async () => {
      const lacking = `const original = crypto.subtle.importKey.bind(crypto.subtle);
        crypto.subtle.importKey = (...args) => args[2] === "Ed25519" || args[2]?.name === "Ed25519"
          ? Promise.reject(new DOMException("Unrecognized name", "NotSupportedError")) : original(...args);`;
      const page = await open("case.html", {}, lacking);
      expect(await verdictOf(page)).toMatch(/Unknown.*This browser cannot compute/);
    });

    it("and says that nothing is verified where no script runs", async () => {
      const page = await open("case.html", { javaScriptEnabled: false });
      expect(await textIn(page, "main")).toContain("nothing here has been verified");
    });

    it("and speaks German", async () => {
      const page = await open("fall.html");
      expect(await verdictOf(page)).toContain("Bewiesen");
      expect(await page.getAttribute("html", "lang")).toBe("de");
    });

    it("and cannot run code that somebody put into the file", async () => {
      const before = complaints.length;
      const page = await open(
        save("injected.html", read("case.html").replace("</main>", "<script>document.title='run'</script></main>")),
      );
      await verdictOf(page);
      expect(await page.title()).not.toBe("run");
      expect(complaints.splice(before).join()).toContain("Content Security Policy");
    });
  });

  describe("the empty verifier", () => {
    it("waits for files, and judges those that are chosen", async () => {
      const page = await open("verifier.html");
      expect(await textIn(page, "#result")).toContain("Waiting");
      await page.setInputFiles("#bundle-file", at("case.json"));
      await page.setInputFiles("#keys-file", at("run/trusted-keys.json"));
      expect(await verdictOf(page)).toMatch(/Proven.*keys that you chose/);
      await page.setInputFiles("#bundle-file", {
        name: "x.json",
        mimeType: "application/json",
        buffer: Buffer.from(read("case.json").replace("SUP-", "SUB-")),
      });
      await page.waitForSelector(".banner.refuted");
    });

    it("takes files that are dropped", async () => {
      const page = await open("verifier.html");
      await page.evaluate(
        (files) => {
          const transfer = new DataTransfer();
          for (const [name, text] of files) transfer.items.add(new File([text as string], name as string));
          document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
        },
        [
          ["keys.json", read("run/trusted-keys.json")],
          ["case.json", read("case.json")],
        ],
      );
      expect(await verdictOf(page)).toContain("Proven");
    });

    it("says what is wrong with keys that cannot be used", async () => {
      const page = await open("verifier.html");
      await page.setInputFiles("#bundle-file", at("case.json"));
      await page.setInputFiles("#keys-file", {
        name: "x",
        mimeType: "text/plain",
        buffer: Buffer.from('{"keys":<img src=x>}'),
      });
      await page.waitForFunction(() => document.getElementById("result")?.textContent?.includes("cannot be used"));
      expect(await page.$("img")).toBeNull();
    });
  });

  describe.each([["run/report.html"], ["bericht.html"], ["case.html"], ["verifier.html"]])("%s", (name) => {
    it.each(
      schemes.flatMap((scheme) => Object.keys(sizes).map((size) => [scheme, size as keyof typeof sizes] as const)),
    )(
      "can be read in %s on a %s screen: contrast of every text at least 4.5, nothing wider than the screen",
      async (colorScheme, size) => {
        const page = await open(name, { colorScheme, viewport: sizes[size] });
        if (name === "case.html") await verdictOf(page);
        await page.evaluate(() =>
          document.querySelectorAll("details").forEach((one) => {
            one.open = true;
          }),
        );
        expect(await page.evaluate(weakTexts)).toEqual([]);
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
        ).toBe(0);
      },
    );

    it("has landmarks, heads for every table, names for every drawing, labels for every field, and no identifier twice", async () => {
      const page = await open(name);
      if (name === "case.html") await verdictOf(page);
      expect(await page.evaluate(structureProblems)).toEqual([]);
    });

    it("can be walked through by keyboard, the way to the content first", async () => {
      const page = await open(name);
      if (name === "case.html") await verdictOf(page);
      const stops = await walkByTab(page);
      expect(stops[0]).toBe(
        "Skip to the content".replace(/.*/, name === "bericht.html" ? "Zum Inhalt springen" : "$&"),
      );
      expect(stops.length).toBeGreaterThan(2);
    });

    it.each(["A4", "Letter"] as const)("prints on %s", async (format) => {
      const page = await open(name);
      if (name === "case.html") await verdictOf(page);
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
      expect((await page.pdf({ format })).length).toBeGreaterThan(5_000);
    });
  });

  it("hostile text in every place draws nothing but text", async () => {
    const text = "\"'><img src=x onerror=\"document.title='run'\"><svg onload=\"document.title='run'\">\u202E";
    const spoil = <Value>(value: Value): Value =>
      JSON.parse(
        JSON.stringify(value, (key, one) =>
          typeof one === "string" && !["at", "from", "until"].includes(key) ? text : one,
        ),
      );
    const body = `${renderReport(spoil(report))}${renderCase(spoil(theCase))}`;
    const page = await open(save("hostile.html", body.replace(/<meta http-equiv[^>]*>/, "")));
    expect([await page.$("img"), await page.title()]).toEqual([null, expect.not.stringMatching(/^run$/)]);
    expect(await page.evaluate(() => document.querySelectorAll("svg[onload]").length)).toBe(0);
  });

  it("the page that is handed out is the one that the build made, and its digest the one beside it", () => {
    const page = renderVerifierPage({
      script: readFileSync(new URL("../../dist/verifier.js", import.meta.url), "utf8"),
    });
    expect(read("verifier.html")).toBe(page);
  });

  it("nothing complains and nothing is asked for", () => expect(complaints).toEqual([]));
});

async function walkByTab(page: Page): Promise<readonly string[]> {
  const stops: string[] = [];
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return "";
      // The button in a field for dates draws its own ring, where no script can look.
      const box = element.getBoundingClientRect();
      const seen =
        box.width > 0 &&
        box.height > 0 &&
        (getComputedStyle(element).outlineStyle !== "none" || element.matches("[type=date]"));
      return seen
        ? element.textContent?.trim() || element.id || element.tagName
        : `unseen ${element.outerHTML.slice(0, 60)}`;
    });
    if (stop === "") break;
    expect(stop).not.toMatch(/^unseen/);
    stops.push(stop);
  }
  return stops;
}

/** Runs in the page: texts whose contrast with what lies behind them is below WCAG's 4.5. */
function weakTexts(): string[] {
  const toRgb = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = (rgb: number[]): number => {
    const [r = 0, g = 0, b = 0] = rgb.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (start: Element): number[] => {
    for (let element: Element | null = start; element; element = element.parentElement) {
      const colour = toRgb(getComputedStyle(element).backgroundColor);
      if (colour.length === 3 || (colour[3] ?? 0) > 0) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const weak: string[] = [];
  let seen = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (
      !element ||
      !walker.currentNode.textContent?.trim() ||
      ["SCRIPT", "STYLE", "NOSCRIPT", "title", "desc"].includes(element.tagName)
    )
      continue;
    const style = getComputedStyle(element);
    const isDrawn = element.namespaceURI?.includes("svg") === true;
    const [front, back] = [light(toRgb(isDrawn ? style.fill : style.color)), light(behind(element))];
    const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    seen += 1;
    if (contrast < 4.5) weak.push(`${contrast.toFixed(2)} ${walker.currentNode.textContent.trim().slice(0, 40)}`);
  }
  return seen > 5 ? weak : ["there is no text"];
}

/** Runs in the page: what a screen reader would miss. */
function structureProblems(): string[] {
  const all = (selector: string): Element[] => [...document.querySelectorAll(selector)];
  const ids = all("[id]").map(({ id }) => id);
  return [
    ...["header", "main", "footer", "h1", "a.skip"]
      .filter((one) => all(one).length !== 1)
      .map((one) => `not one ${one}`),
    ...all("th:not([scope])").map(() => "a head without scope"),
    ...all("table")
      .filter((one) => !one.querySelector("caption") || !one.querySelector("thead th[scope=col]"))
      .map(() => "a table without heads"),
    ...all("svg:not([aria-hidden])")
      .filter((one) => one.getAttribute("role") !== "img" || !one.querySelector("title, desc"))
      .map(() => "a drawing without a name"),
    ...all("input")
      .filter((one) => !document.querySelector(`label[for="${one.id}"]`))
      .map(() => "a field without a label"),
    ...all("[aria-labelledby]")
      .filter((one) =>
        (one.getAttribute("aria-labelledby") ?? "").split(" ").some((id) => !document.getElementById(id)),
      )
      .map(() => "a label that is not there"),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `twice: ${id}`),
    ...(document.documentElement.lang ? [] : ["no language"]),
  ];
}
