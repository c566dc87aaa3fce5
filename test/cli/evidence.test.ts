import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "./run.ts";

/* What people are handed after a run: the report, the files of cases, the empty verifier. */

let folder: string;
let subject = "";
const at = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(at(name), "utf8");
const countersign = (...args: string[]) => run(args, { cwd: folder });

interface Stopped {
  readonly event: { readonly subject: string; readonly type: string };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-evidence-"));
  const { code } = countersign("start", "--events", "300", "--locale", "de", "--zone", "Europe/Berlin");
  expect(code).toBe(0);
  const { stopped } = JSON.parse(read("countersign-run/exceptions.json")) as { stopped: readonly Stopped[] };
  // One that holds a classified value.
  subject = stopped.find(({ event }) => event.type === "supplier.bank.changed")?.event.subject ?? "";
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a run leaves a report", () => {
  it("in the language and the zone that were asked for", () => {
    const page = read("countersign-run/report.html");
    for (const words of ['<html lang="de">', "Bewiesen", "Europe/Berlin", "carrier/dhl", "Was nicht geprüft wurde"])
      expect(page).toContain(words);
  });

  it("and keys that only their owner reads", () => {
    const modes = ["house.jwk.json", "log.jwk.json"].map(
      (file) => statSync(at(`countersign-run/keys/${file}`)).mode & 0o777,
    );
    expect(modes).toEqual([0o600, 0o600]);
  });
});

describe("countersign evidence", () => {
  it("json: writes a bundle that `verify` proves", () => {
    expect(countersign("evidence", "json", subject, "--out", "case.json")).toMatchObject({ code: 0 });
    const keys = "countersign-run/trusted-keys.json";
    expect(countersign("verify", "case.json", "--keys", keys)).toMatchObject({ code: 0 });
  });

  it("verify: says the same to machines and to the file", () => {
    const args = ["verify", "case.json", "--keys", "countersign-run/trusted-keys.json", "--format"];
    expect(JSON.parse(countersign(...args, "json").stdout)).toMatchObject({ status: "proven" });
    expect(countersign(...args, "junit").stdout).toMatch(/^<\?xml .*\n<testsuites name="countersign verify"/);
    expect(countersign(...args, "html").stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(countersign(...args, "pdf")).toMatchObject({ code: 2 });
  });

  it("json --external: holds nothing that the contract classifies, and is still proven", () => {
    expect(countersign("evidence", "json", subject, "--external", "--out", "outside.json")).toMatchObject({ code: 0 });
    const [event] = JSON.parse(read("case.json")).parts.flatMap(
      ({ value }: never) => (value as { event?: { data: object } }).event ?? [],
    );
    const hidden = Object.values((event as { data: { iban?: string } }).data).filter((value) =>
      /^[A-Z]{2}\d{2}/.test(String(value)),
    );
    expect(hidden.length).toBeGreaterThan(0);
    for (const value of hidden) expect(read("outside.json")).not.toContain(String(value));
  });

  it("renew: takes a file under a further signature, and refuses one that is not proven", () => {
    const keys = "countersign-run/keys";
    expect(countersign("evidence", "renew", "case.json", "--keys", keys)).toMatchObject({ code: 0 });
    const { stdout, code } = countersign("verify", "case.renewed.json", "--keys", "countersign-run/trusted-keys.json");
    expect([code, stdout]).toEqual([0, expect.stringContaining("renewal 1 of 1")]);
    writeFileSync(at("broken.json"), read("case.json").replace(subject, `${subject}x`));
    expect(countersign("evidence", "renew", "broken.json", "--keys", keys)).toMatchObject({ code: 3 });
    expect(existsSync(at("broken.renewed.json"))).toBe(false);
  });

  it("renew: never writes over the file that it takes along", () => {
    const before = read("case.json");
    const keys = ["--keys", "countersign-run/keys"];
    expect(countersign("evidence", "renew", "case.json", ...keys, "--out", "./case.json")).toMatchObject({ code: 2 });
    expect(read("case.json")).toBe(before);
  });

  it("says which keys it wants: those of the house whose store it is", () => {
    expect(run(["keys", "new", at("strangers"), "--name", "other.example"]).code).toBe(0);
    const { code, stderr } = countersign("evidence", "json", subject, "--keys", "strangers");
    expect([code, stderr]).toEqual([2, expect.stringContaining("these are the keys of `other.example`")]);
    expect(stderr).toContain("see `countersign evidence json --help`");
  });

  it("sample: wants a checkpoint that decides", () => {
    const plan = ["--type", "x", "--from", "2026-01-01", "--to", "2026-01-31"];
    expect(countersign("evidence", "sample", ...plan)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--checkpoint is missing"),
    });
  });

  it("html: writes one page named after the key, and says what it is", () => {
    const { code, stdout } = countersign("evidence", "html", subject, "--json");
    const answer = JSON.parse(stdout) as { file: string; bytes: number };
    expect([code, answer]).toMatchObject([0, { file: `${subject}.html`, id: subject, status: "proven" }]);
    expect(statSync(at(answer.file)).size).toBe(answer.bytes);
  });

  it("holds no private key", () => {
    const secrets = ["house", "log"].map(
      (name) => JSON.parse(read(`countersign-run/keys/${name}.jwk.json`)).d as string,
    );
    for (const secret of secrets) expect(read(`${subject}.html`).includes(secret)).toBe(false);
  });

  it("leaves out what people were told when it is for outsiders", () => {
    countersign("evidence", "json", subject, "--external", "--out", "external.json");
    expect([read("case.json").includes('"kind":"note"'), read("external.json").includes('"kind":"note"')]).toEqual([
      true,
      false,
    ]);
  });

  it("verifier: hands out the page of the build, with its SHA-256", () => {
    const { code, stdout } = countersign("evidence", "verifier", "--out", "v.html");
    const sha256 = createHash("sha256")
      .update(readFileSync(at("v.html")))
      .digest("hex");
    expect([code, stdout.split("\n")[0]]).toEqual([0, `${sha256}  v.html`]);
    const beside = readFileSync(new URL("../../dist/verifier.html.sha256", import.meta.url), "utf8");
    expect(beside).toBe(`${sha256}  verifier.html\n`);
  });

  it.each([
    [["html", "nobody"], "evidence_not_found"],
    [["html", "../../x", "--store", "none"], "file_unreadable"],
    [["json", "x", "--store", "none", "--keys", "countersign-run/keys"], "file_unreadable"],
  ])("%j is one line with a code, and nothing is written", (args, code) => {
    const before = readdirSync(folder);
    const { code: exit, stdout, stderr } = countersign("evidence", ...args);
    expect([exit, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(new RegExp(`^countersign: [^\\n]+ \\[${code}\\]\\n$`));
    expect(readdirSync(folder)).toEqual(before);
    expect(existsSync(at("none"))).toBe(false);
  });
});
