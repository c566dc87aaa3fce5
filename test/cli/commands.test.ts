import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseTrustedKeys } from "../../src/provenance/index.ts";
import { killAfter, run } from "./run.ts";

const golden = (file: string): string => new URL(`../golden/${file}`, import.meta.url).pathname;
let folder: string;
const at = (name: string): string => join(folder, name);
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content);
  return at(name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("help", () => {
  it("lists the commands and the exit codes", () => {
    const { code, stdout } = run(["--help"]);
    expect(code).toBe(0);
    for (const word of [
      "start",
      "ingest",
      "evidence",
      "verify",
      "fsck",
      "keys",
      "Exit codes: 0 done, 1 could not run, 2 wrong usage, 3 refuted, 4 unknown.",
    ])
      expect(stdout).toContain(word);
  });
  it.each([
    "start",
    "scan",
    "ingest",
    "exceptions",
    "evidence",
    "init",
    "enforce",
    "observe",
    "doctor",
    "verify",
    "fsck",
    "checkpoint",
    "cosign",
    "keys",
    "completion",
  ])("teaches `%s` with an example", (command) => {
    const { code, stdout } = run([command, "--help"]);
    expect([code, stdout.includes(`countersign ${command}`)]).toEqual([0, true]);
  });
  it("is one JSON object for programs", () => {
    const { commands, common } = JSON.parse(run(["--help", "--json"]).stdout);
    expect(commands.map(({ name }: { name: string }) => name)).toContain("doctor");
    expect(Object.keys(common)).toEqual(["json", "no-color", "help"]);
  });
});

describe("completion", () => {
  /** What bash offers for a line, by the function that it would call itself. */
  const offered = (...words: string[]): string[] => {
    const script = `${run(["completion", "bash"]).stdout}
COMP_WORDS=(countersign ${words.map((word) => `"${word}"`).join(" ")}); COMP_CWORD=${words.length}
_countersign countersign "${words.at(-1)}" ""; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\n").filter(Boolean);
  };
  it("of bash offers verbs, words and options", () => {
    expect(offered("en")).toEqual(["enforce"]);
    expect(offered("keys", "n")).toContain("new");
    expect(offered("doctor", "--")).toEqual(["--config", "--tenant", "--at", "--json", "--no-color", "--help"]);
  });
  it.each(["zsh", "fish"])("of %s names every verb with what it is for, quoted", (shell) => {
    const { stdout } = run(["completion", shell]);
    for (const name of ["start", "enforce", "completion"]) expect(stdout).toContain(name);
    const unquoted = stdout.replaceAll(shell === "zsh" ? "'\\''" : "\\'", "").replaceAll(/'[^']*'/g, "");
    expect(unquoted).not.toMatch(/'|;[^;\n]*rm/);
  });
  it("knows no other shell", () => expect(run(["completion", "cmd"])).toMatchObject({ code: 2 }));
});

describe("wrong usage is one line, and exit code 2", () => {
  const rows: readonly [args: readonly string[], says: string][] = [
    [["launch"], "there is no command `launch`"],
    [["verify"], "FILE is missing"],
    [["verify", "a", "b", "--keys", "k"], "`b` is one argument too many"],
    [["verify", "a"], "--keys is missing"],
    [["verify", "a", "--keys", "k", "--at", "soon"], "--at must be a date"],
    [["verify", "a", "--colour"], "--colour"],
    [["keys", "make", "x"], "say `keys new FOLDER`"],
    [["keys", "add", "x"], "--principal must name who holds the key"],
    [["keys", "add", "x", "--principal", "dhl"], "--source is missing"],
    [["keys", "add", "x", "--principal", "dhl", "--source", "a", "--role", "king"], "--role must be one of"],
    [["start", "--seed", "seven"], "--seed must be a whole number"],
    [["start", "--locale", "fr"], "--locale must be en or de"],
    [["start", "--zone", "Berlin/Mitte"], "--zone must name a time zone"],
    [["evidence", "pdf", "PO-1"], "there is no command `evidence pdf`: use html, json, sample, renew, verifier"],
    [["evidence", "html"], "ID is missing"],
    [["fsck"], "FOLDER is missing"],
  ];
  for (const [args, says] of rows) {
    it(`countersign ${args.join(" ")}`, () => {
      const { code, stdout, stderr } = run(args);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^countersign: [^\n]+ \[usage\]\n$/);
      expect(stderr).toContain(says);
    });
  }
});

describe("what cannot run says why in one line, with a code, and exit code 1", () => {
  const rows: readonly [what: string, args: () => readonly string[], code: string][] = [
    [
      "a bundle that is not there",
      () => ["verify", at("none.json"), "--keys", golden("trusted-keys.json")],
      "file_unreadable",
    ],
    ["a bundle that is a folder", () => ["verify", folder, "--keys", golden("trusted-keys.json")], "file_unreadable"],
    ["keys that are not there", () => ["verify", golden("bundle.json"), "--keys", at("none.json")], "file_unreadable"],
    [
      "keys that are cut off",
      () => ["verify", golden("bundle.json"), "--keys", write("cut.json", '{"formatVersion":1,"keys":[')],
      "json_syntax",
    ],
    [
      "keys with a name twice",
      () => ["verify", golden("bundle.json"), "--keys", write("twice.json", '{"formatVersion":1,"keys":[],"keys":[]}')],
      "json_duplicate_name",
    ],
    [
      "keys with __proto__",
      () => [
        "verify",
        golden("bundle.json"),
        "--keys",
        write("proto.json", '{"formatVersion":1,"keys":[],"__proto__":{}}'),
      ],
      "json_forbidden_name",
    ],
    [
      "keys of tomorrow",
      () => ["verify", golden("bundle.json"), "--keys", write("newer.json", '{"formatVersion":3,"keys":[]}')],
      "newer_format",
    ],
    [
      "keys that are something else",
      () => ["verify", golden("bundle.json"), "--keys", golden("bundle.json")],
      "format_malformed",
    ],
    [
      "private keys in place of public ones",
      () => ["verify", golden("bundle.json"), "--keys", golden("test-keys.json")],
      "format_malformed",
    ],
    ["a key folder below a file", () => ["keys", "new", join(write("file", "x"), "keys")], "file_unwritable"],
    [
      "an output folder below a file",
      () => ["start", "--out", join(write("file", "x"), "run"), "--events", "1"],
      "file_unwritable",
    ],
    ["an output folder that holds something else", () => ["start", "--out", folder], "folder_in_use"],
    [
      "a system file as output folder",
      () => ["start", "--out", "/proc/countersign", "--events", "1"],
      "file_unwritable",
    ],
  ];
  for (const [what, args, code] of rows) {
    it(`${what}: ${code}`, () => {
      const ran = run(args());
      expect([ran.code, ran.stdout]).toEqual([1, ""]);
      expect(ran.stderr).toMatch(new RegExp(`^countersign: [^\\n]+ \\[${code}\\]\\n$`));
    });
  }
});

describe("verify", () => {
  const verify = (file: string, ...more: string[]) =>
    run(["verify", file, "--keys", golden("trusted-keys.json"), "--at", "2026-04-01", ...more]);
  const text = readFileSync(golden("bundle.json"), "utf8");

  it("proves, with a line for each check: exit code 0", () => {
    const { code, stdout, stderr } = verify(golden("bundle.json"));
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("proven   manifest_signed");
    expect(stdout.trimEnd().endsWith(`PROVEN  ${golden("bundle.json")}`)).toBe(true);
  });
  it("prints one JSON object, and nothing else", () => {
    const { stdout } = verify(golden("bundle.json"), "--json");
    expect(JSON.parse(stdout)).toMatchObject({ status: "proven", value: { events: 1 } });
  });

  const refuted: readonly [what: string, content: () => string | Uint8Array][] = [
    ["an account was changed", () => text.replace("DE8937", "DE8938")],
    ["it was cut off", () => text.slice(0, 2_000)],
    ["it is empty", () => ""],
    ["it is no text", () => new Uint8Array([0xff, 0xfe, 0x00])],
    ["a name is there twice", () => text.replace('{"formatVersion":1,', '{"formatVersion":1,"formatVersion":1,')],
    ["it has __proto__", () => text.replace('{"formatVersion":1,', '{"__proto__":{},"formatVersion":1,')],
    ["it is nested without end", () => "[".repeat(100_000)],
    ["it was only reformatted", () => JSON.stringify(JSON.parse(text), undefined, 1)],
  ];
  for (const [what, content] of refuted) {
    it(`refutes when ${what}: exit code 3`, () => {
      const { code, stdout, stderr } = verify(write("changed.json", content()));
      expect([code, stderr]).toEqual([3, ""]);
      expect(stdout).toContain("REFUTED");
    });
  }
  it("cannot say anything of a newer format: exit code 4", () => {
    expect(verify(write("newer.json", text.replace(/^\{"formatVersion":1,/, '{"formatVersion":3,'))).code).toBe(4);
  });
  it("cannot say anything with other people's keys: exit code 4", () => {
    expect(run(["keys", "new", at("others")]).code).toBe(0);
    expect(run(["verify", golden("bundle.json"), "--keys", at("others/trusted-keys.json")]).code).toBe(4);
  });
});

describe("keys", () => {
  it("are made once, private ones for their owner only, and never made anew in the same place", () => {
    expect(run(["keys", "new", at("keys"), "--name", "acme.example/house"]).stdout).toContain(
      "keep house.jwk.json and log.jwk.json secret",
    );
    expect(
      run(["keys", "add", at("keys"), "--principal", "dhl", "--source", "carrier/dhl", "--algorithm", "ES256"]).code,
    ).toBe(0);
    const trusted = parseTrustedKeys(JSON.parse(readFileSync(at("keys/trusted-keys.json"), "utf8")));
    expect(trusted.keys.map(({ principal, roles }) => `${principal}: ${roles}`)).toEqual([
      "acme.example/house: receiver",
      "acme.example/house log: log",
      "dhl: source",
    ]);
    expect(readFileSync(at("keys/trusted-keys.json"), "utf8")).not.toContain('"d"');
    for (const file of ["house.jwk.json", "log.jwk.json", "dhl.jwk.json"])
      expect(statSync(at(`keys/${file}`)).mode & 0o777).toBe(0o600);
    const before = readFileSync(at("keys/house.jwk.json"), "utf8");
    expect(run(["keys", "new", at("keys")])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("[file_unwritable]"),
    });
    expect(run(["keys", "add", at("keys"), "--principal", "dhl", "--source", "x"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("[file_unwritable]"),
    });
    expect(readFileSync(at("keys/house.jwk.json"), "utf8")).toBe(before);
  });
});

describe("start", () => {
  it("prints one JSON object, and leaves files that verify", () => {
    const { code, stdout } = run(["start", "--json", "--events", "300", "--seed", "5", "--out", at("run")]);
    const result = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(Object.keys(result).sort()).toEqual([
      "clean",
      "desk",
      "differences",
      "events",
      "eventsPerSecond",
      "faults",
      "files",
      "outcomes",
      "seconds",
      "seed",
      "trust",
      "verdict",
    ]);
    for (const fault of result.faults)
      expect(Object.keys(fault)).toEqual(["kind", "injected", "caught", "missed", "false"]);
    expect(result).toMatchObject({ seed: 5, verdict: { status: "proven" } });
    for (const fault of result.faults) expect(fault.injected).toBe(fault.caught + fault.missed);
    expect(result.outcomes.accepted + result.outcomes.held + result.outcomes.refused).toBe(result.events);
    expect(run(["verify", result.files.evidence, "--keys", result.files.trustedKeys]).code).toBe(0);
    expect(run(["fsck", result.files.store, "--keys", result.files.trustedKeys]).code).toBe(0);
  });

  it("takes the place of a run that was killed before it had said whose the folder is", () => {
    mkdirSync(at("begun"));
    writeFileSync(at("begun/.countersign-run.77.part"), "made by");
    expect(run(["start", "--events", "50", "--out", at("begun")]).code).toBe(0);
    expect(readdirSync(at("begun"))).not.toContain(".countersign-run.77.part");
  });

  it("killed at any moment leaves a store that is whole, and no half of a file; the next run takes its place", async () => {
    for (const ms of [150, 200, 250, 300, 400, 700, 1_100, 1_600, 2_200]) {
      await killAfter(["start", "--events", "600", "--out", at("killed")], folder, ms);
      if (existsSync(at("killed/store"))) {
        expect(run(["fsck", at("killed/store")]).stdout, `after ${ms} ms`).not.toContain("refuted");
      }
      for (const file of ["evidence.json", "trusted-keys.json", "exceptions.json"]) {
        if (existsSync(at(`killed/${file}`))) JSON.parse(readFileSync(at(`killed/${file}`), "utf8"));
      }
    }
    expect(run(["start", "--events", "50", "--out", at("killed")]).code).toBe(0);
    expect(readdirSync(at("killed")).sort()).toEqual([
      ".countersign-run",
      "evidence.json",
      "exceptions.json",
      "keys",
      "report.html",
      "store",
      "trusted-keys.json",
    ]);
  });
});

describe("gameday", () => {
  it("prints one JSON object, and fails on nothing that a house can bear", () => {
    const { code, stdout } = run(["gameday", "--json", "--events", "200", "--scenario", "store_full"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      seed: 7,
      scenarios: [{ scenario: "store_full", wronglyAccepted: 0, lost: 0 }],
    });
  });
  it("knows its scenarios", () => {
    expect(run(["gameday", "--scenario", "earthquake"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("store_slow"),
    });
  });
});

describe("fsck", () => {
  it("finds a flipped byte, a folder that is no store, and a log of strangers", () => {
    run(["start", "--events", "60", "--out", at("damaged")]);
    const segments = readdirSync(at("damaged/store")).filter(
      (file) => statSync(at(`damaged/store/${file}`)).size > 1_000,
    );
    const segment = at(`damaged/store/${segments[0]}`);
    const bytes = readFileSync(segment);
    bytes[Math.floor(bytes.length / 3)]! ^= 1;
    writeFileSync(segment, bytes);
    expect(run(["fsck", at("damaged/store")])).toMatchObject({ code: 3, stdout: expect.stringContaining("REFUTED") });
    mkdirSync(at("empty"));
    expect(run(["fsck", at("empty")]).code).not.toBe(0);
    expect(run(["fsck", at("none")]).code).not.toBe(0);
  });

  it("cannot read what this user may not read", () => {
    if (process.getuid?.() === 0) return;
    mkdirSync(at("locked"));
    chmodSync(at("locked"), 0);
    expect(run(["fsck", at("locked")]).code).toBe(1);
  });
});
