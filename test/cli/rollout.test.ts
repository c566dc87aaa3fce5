import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setMember } from "../../src/cli/json-edit.ts";
import { parseJson } from "../../src/foundation/index.ts";
import { installedFolder, node } from "./project.ts";

let folder: string;
let remove: () => void;
beforeAll(async () => {
  ({ folder, remove } = await installedFolder());
});
afterAll(() => remove());

const at = (...names: string[]): string => join(folder, ...names);
const cli = (cwd: string, ...args: string[]) => node(cwd, at("node_modules/countersign/dist/esm/cli/main.js"), ...args);
const read = (...names: string[]) => JSON.parse(readFileSync(at(...names), "utf8"));

/** `node --test` and `node consumer.js`, as they were written. */
function expectToRun(project: string, ending: RegExp): void {
  const tests = node(at(project), "--test");
  expect(tests.stdout + tests.stderr).toMatch(/# pass 2\n# fail 0/);
  const rehearsal = node(at(project), "consumer.js");
  expect([rehearsal.code, rehearsal.stderr]).toEqual([0, ""]);
  expect(rehearsal.stdout).toMatch(ending);
}

describe("init writes what runs as it is", () => {
  const kinds = [
    ["kafka", "module"],
    ["kafka", "commonjs"],
    ["web", "module"],
    ["nats", "module"],
    ["cap", "module"],
    ["cap", "commonjs"],
  ] as const;
  it.each(kinds)("for %s, %s", (host, type) => {
    const project = `${host}-${type}`;
    mkdirSync(at(project));
    if (type === "commonjs") writeFileSync(at(project, "package.json"), '{"dependencies":{}}');
    const { code, stdout } = cli(folder, "init", project, "--host", host, "--observe");
    expect([code, stdout.includes("node consumer.js")]).toEqual([0, true]);
    const place = host === "cap" ? "`/after/etaMinutes` is null" : "`/etaMinutes` is missing";
    expectToRun(
      project,
      new RegExp(`would be held in quarantine: ${place}.*\\n12 messages, 1 of them not in order\\n$`),
    );
    expect(cli(at(project), "doctor").code).toBe(0);
  });

  it("for cap with the same table of intents as in the example", () => {
    const table = "db/countersign.cds";
    expect(readFileSync(at("cap-module", table), "utf8")).toBe(readFileSync(`examples/cap/${table}`, "utf8"));
  });
  it("for cap with a contract about changes of records", () => {
    writeFileSync(at("sites.json"), '[{"ID":"1","name":"A","tags":["x"]},{"ID":"2","name":"B","tags":[]}]');
    expect(cli(folder, "init", "cap-from", "--host", "cap", "--from", "sites.json").code).toBe(0);
    expect(read("cap-from/contracts/sites.json")).toMatchObject({
      businessKey: "/key/ID",
      schema: { properties: { key: { required: ["ID"] }, after: { required: ["name"], additionalProperties: false } } },
    });
    expect(readFileSync(at("cap-from/consumer.js"), "utf8")).toContain('fields: ["name"] };');
    expectToRun("cap-from", /^2 messages, 0 of them not in order\n$/);
  });

  const rows = Array.from({ length: 30 }, (_, no) => ({
    PO: `PO-${no}`,
    'qty "ea"': no,
    price: "1.50",
    note: no % 2 ? "a\u2028`$" : null,
  }));
  const csv = [
    "PO;quantity;price;note",
    ...rows.map((row) => `${row.PO};${row['qty "ea"']};${row.price};${row.note ?? ""}`),
  ].join("\r\n");
  const quantity = 'qty "ea"';
  const files: readonly [file: string, content: string, quantity: Record<string, object>][] = [
    ["orders; rm -rf.csv", csv, { quantity: { type: "string", format: "decimal" } }],
    ["orders.json", JSON.stringify(rows), { [quantity]: { type: "integer" } }],
    ["Orders*.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"), { [quantity]: { type: "integer" } }],
  ];
  it.each(files)("with a contract from %s", (file, content, quantity) => {
    writeFileSync(at(file), content);
    const project = `from-${file.split(".")[1]}`;
    const { code, stdout } = cli(folder, "init", project, "--host", "kafka", "--from", file, "--json");
    expect(code).toBe(0);
    const { stream } = JSON.parse(stdout);
    const { schema, businessKey } = read(project, `contracts/${stream}.json`);
    expect(businessKey).toBe("/PO");
    expect(schema).toMatchObject({
      required: ["PO", ...Object.keys(quantity), "price", "note"],
      properties: {
        PO: { type: "string" },
        ...quantity,
        price: { type: "string", format: "decimal" },
        note: { type: ["null", "string"] },
      },
      additionalProperties: false,
    });
    expectToRun(project, /^30 messages, 0 of them not in order\n$/);
  });

  it("for web as a server, too", async () => {
    const env = { ...process.env, PORT: "0" };
    const child = spawn(process.execPath, ["consumer.js"], {
      cwd: at("web-module"),
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const line = await new Promise<Buffer>((resolve) => child.stdout.once("data", resolve));
    const url = `http://localhost:${String(line).match(/\d+/)?.[0]}/hooks`;
    const answers = await Promise.all([
      fetch(url, {
        method: "POST",
        body: '{"shipment":"SHP-1","etaMinutes":5}',
        headers: { "content-type": "application/json" },
      }),
      fetch(url),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([202, 405]);
    expect(await answers[0]?.json()).toMatchObject({ outcome: "accepted", effect: "applied" });
    child.kill();
  });

  it("keeps private keys to their owner, and out of version control", () => {
    expect(cli(folder, "doctor", "--config", at("kafka-module/countersign.json")).stdout).toContain(
      "proven   keys_private",
    );
    expect(readFileSync(at("kafka-module/.gitignore"), "utf8")).toContain("keys/*.jwk.json");
  });
});

describe("init overwrites nothing, and writes all or nothing", () => {
  it.each(["countersign.json", "consumer.js", "test/countersign.test.js", "keys/log.jwk.json"])(
    "where there is a %s",
    (file) => {
      const project = `taken-${file.replaceAll(/\W/g, "-")}`;
      mkdirSync(at(project, file, ".."), { recursive: true });
      writeFileSync(at(project, file), "mine");
      expect(cli(folder, "init", project, "--host", "web")).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("[file_exists]"),
      });
      expect(readFileSync(at(project, file), "utf8")).toBe("mine");
      expect(readdirSync(at(project), { recursive: true }).filter((name) => String(name).includes("."))).toEqual([
        file,
      ]);
    },
  );
  const refusals: readonly [args: string[], code: number, says: string][] = [
    [["init", "x"], 2, "--host must be one of cap, kafka, nats, web"],
    [["init", "x", "--host", "toString"], 2, "--host must be one of"],
    [["init", "x", "--host", "web", "--from", "none.csv"], 1, "[file_unreadable]"],
    [["init", "x", "--host", "web", "--from", "empty.csv"], 1, "[csv_empty]"],
    [["init", "x", "--host", "web", "--from", "scalar.json"], 1, "[row_malformed]"],
    [["init", "x", "--host", "web", "--from", "proto.jsonl"], 1, "[row_malformed]"],
    [["init", "x", "--host", "cap", "--from", "lists.json"], 1, "[rows_unreadable]"],
  ];
  it.each(refusals)("countersign %j: exit code %i", (args, code, says) => {
    writeFileSync(at("empty.csv"), "");
    writeFileSync(at("scalar.json"), "[1]");
    writeFileSync(at("lists.json"), '[{"ID":"1","tags":[]},{"ID":"2","tags":[]}]');
    writeFileSync(at("proto.jsonl"), '{"__proto__":{}}');
    expect(cli(folder, ...args)).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(says) });
    expect(readdirSync(folder)).not.toContain("x");
  });
});

describe("a stream is switched", () => {
  const project = "switched";
  const config = () => readFileSync(at(project, "countersign.json"), "utf8");
  beforeAll(() => {
    cli(folder, "init", project, "--host", "kafka");
    node(at(project), "consumer.js");
  });

  it("to enforce, in one place of the file and nowhere else, and the next start enforces", () => {
    const before = config();
    expect(cli(at(project), "enforce", "carrier-eta", "--by", "b.berg").stdout).toContain(
      "sealed in the store: by b.berg",
    );
    expect(config()).toBe(before.replace('"preset": "observe"', '"preset": "strict"'));
    writeFileSync(at(project, "rehearsal.jsonl"), `{"shipment":"SHP-9"}\n`.repeat(20));
    expect(node(at(project), "consumer.js").stdout).toContain("held");
    expect(cli(at(project), "doctor").stdout).toMatch(/carrier-eta {2}enforced {2}since .* by b\.berg/);
  });
  it("once: asked again it does nothing", () => {
    expect(cli(at(project), "enforce", "carrier-eta", "--json").stdout).toContain('"recorded":false');
  });
  it("and back", () => {
    expect(JSON.parse(cli(at(project), "observe", "carrier-eta", "--by", "b.berg", "--json").stdout)).toMatchObject({
      mode: "observe",
      changed: true,
      recorded: true,
    });
    expect(config()).toContain('"preset": "observe"');
  });
  it("through a symbolic link without replacing it", () => {
    symlinkSync(at(project, "countersign.json"), at(project, "linked.json"));
    expect(cli(at(project), "enforce", "carrier-eta", "--config", "linked.json").code).toBe(0);
    expect(config()).toContain('"preset": "strict"');
    cli(at(project), "observe", "carrier-eta");
  });
  it("not while a gate has the store open", async () => {
    const text =
      'import { createGate } from "countersign"; await createGate("countersign.json").switches(); console.log("open"); setInterval(() => {}, 1000);';
    const child = spawn(process.execPath, ["--input-type=module", "-e", text], {
      cwd: at(project),
      stdio: ["ignore", "pipe", "ignore"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const before = config();
    expect(cli(at(project), "enforce", "carrier-eta")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("[gate_running]"),
    });
    expect(config()).toBe(before);
    expect(cli(at(project), "doctor")).toMatchObject({
      code: 4,
      stdout: expect.stringContaining("a gate has the store open"),
    });
    await new Promise((resolve) => {
      child.on("close", resolve);
      child.kill("SIGKILL");
    });
  });

  const wrong: readonly [args: string[], code: string][] = [
    [["enforce", "nothing"], "stream_unknown"],
    [["enforce", "carrier-eta", "--tenant", "north"], "stream_unknown"],
    [["enforce", "carrier-eta", "--config", "none.json"], "file_unreadable"],
    [["enforce", "carrier-eta", "--config", "memory.json"], "switch_unrecordable"],
    [["enforce", "carrier-eta", "--config", "broken.json"], "config_file_malformed"],
  ];
  it.each(wrong)("countersign %j: %s", (args, code) => {
    writeFileSync(at(project, "memory.json"), '{"formatVersion":1,"streams":[{"name":"carrier-eta"}]}');
    writeFileSync(at(project, "broken.json"), '{"formatVersion":1,"streams":[{"name":"carrier-eta"}]');
    expect(cli(at(project), ...args)).toMatchObject({ code: 1, stderr: expect.stringContaining(`[${code}]`) });
  });
});

describe("doctor", () => {
  const sick = (name: string, harm: (project: string) => void) => {
    const project = `sick-${name}`;
    cpSync(at("kafka-module"), at(project), { recursive: true });
    harm(project);
    return cli(at(project), "doctor", "--json");
  };
  const write = (project: string, file: string, text: string) => writeFileSync(at(project, file), text);
  const edit = (project: string, change: object) =>
    write(project, "countersign.json", JSON.stringify({ ...read(project, "countersign.json"), ...change }));
  const cases: readonly [name: string, harm: (project: string) => void, code: string, exit: number][] = [
    ["readable keys", (project) => chmodSync(at(project, "keys/log.jwk.json"), 0o644), "keys_private", 3],
    ["a name that its log's key is not for", (project) => edit(project, { name: "else" }), "keys_valid", 3],
    [
      "a contract that is cut off",
      (project) => write(project, "contracts/carrier-eta.json", "{"),
      "configuration_compiles",
      3,
    ],
    [
      "a policy that cannot be compiled",
      (project) => write(project, "policies/receiving.json", '{"formatVersion":1}'),
      "configuration_compiles",
      3,
    ],
    [
      "a stream that names no contract there is",
      (project) => edit(project, { contracts: [] }),
      "configuration_compiles",
      3,
    ],
    [
      "a preset that was set by hand",
      (project) =>
        write(
          project,
          "countersign.json",
          readFileSync(at(project, "countersign.json"), "utf8").replace('"observe"', '"strict"'),
        ),
      "switches_recorded",
      3,
    ],
    ["a store in memory", (project) => edit(project, { store: undefined }), "store_whole", 4],
    [
      "a flipped byte in the store",
      (project) => {
        const file =
          readdirSync(at(project, ".countersign")).find((one) => one.startsWith("segment")) ??
          readdirSync(at(project, ".countersign")).filter((one) => one !== "lock")[0] ??
          "";
        const bytes = readFileSync(at(project, ".countersign", file));
        bytes[Math.floor(bytes.length / 3)]! ^= 1;
        writeFileSync(at(project, ".countersign", file), bytes);
      },
      "store_whole",
      3,
    ],
  ];
  it.each(cases)("tells %s", (name, harm, code, exit) => {
    const ran = sick(name.replaceAll(/\W/g, "-"), harm);
    expect(ran.code).toBe(exit);
    const { checks } = JSON.parse(ran.stdout) as { checks: { status: string; code: string }[] };
    expect(checks.filter(({ status }) => status !== "proven").map((check) => check.code)).toContain(code);
  });
  it("tells a clock that has fallen behind, and keys that have not begun", () => {
    const { code, stdout } = cli(at("kafka-module"), "doctor", "--at", "2020-01-01");
    expect([code, /refuted {2}clock_plausible/.test(stdout), /refuted {2}keys_valid/.test(stdout)]).toEqual([
      3,
      true,
      true,
    ]);
  });
  it("makes no store where there is none", () => {
    sick("no store", (project) => rmSync(at(project, ".countersign"), { recursive: true }));
    expect(readdirSync(at("sick-no store"))).not.toContain(".countersign");
  });
});

describe("an edit of a configuration", () => {
  const rows: readonly [before: string, after: string][] = [
    ['{"streams":[{"name":"a"}]}', '{"streams":[{"name":"a","preset": "strict"}]}'],
    [
      '{ "streams" : [ { "preset" : "observe" , "name" : "a" } ] }',
      '{ "streams" : [ { "preset" : "strict" , "name" : "a" } ] }',
    ],
    [
      '{\n\t"x": [1, {}, []],\n\t"streams": [\n\t\t{\n\t\t\t"name": "a"\n\t\t}\n\t]\n}\n',
      '{\n\t"x": [1, {}, []],\n\t"streams": [\n\t\t{\n\t\t\t"name": "a",\n\t\t\t"preset": "strict"\n\t\t}\n\t]\n}\n',
    ],
    ['{"a":"}]\\"{","\\u0073treams":[{}]}', '{"a":"}]\\"{","\\u0073treams":[{"preset": "strict"}]}'],
    [
      '{"streams":[{"nested":{"preset":"x"},"preset":null}]}',
      '{"streams":[{"nested":{"preset":"x"},"preset":"strict"}]}',
    ],
  ];
  it.each(rows)("of %j touches nothing else", (before, after) => {
    expect(setMember(before, ["streams", "0"], "preset", "strict")).toBe(after);
    expect(parseJson(after)).toMatchObject({ streams: [{ preset: "strict" }] });
  });
  it("has to find its place", () => expect(() => setMember("{}", ["streams"], "preset", 1)).toThrow(TypeError));
});
