import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { killAfter, type Ran, run } from "./run.ts";

const scms = fileURLToPath(new URL("../../examples/scms", import.meta.url));
let folder: string;
const at = (name: string): string => join(folder, name);
const write = (name: string, content: string | Uint8Array): string => {
  mkdirSync(join(at(name), ".."), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
};
const json = (file: string) => JSON.parse(readFileSync(file, "utf8"));
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-ingest-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cells = {
  ID: "1",
  "Project Code": "100-CI-T01",
  "PQ #": "Pre-PQ Process",
  "PO / SO #": "SCMS-4",
  "ASN/DN #": "ASN-8",
  Country: "Côte d'Ivoire",
  "Managed By": "PMO - US",
  "Fulfill Via": "Direct Drop",
  "Vendor INCO Term": "EXW",
  "Shipment Mode": "Air",
  "PQ First Sent to Client Date": "Pre-PQ Process",
  "PO Sent to Vendor Date": "11/13/06",
  "Scheduled Delivery Date": "2-Jun-07",
  "Delivered to Client Date": "2-Jun-07",
  "Delivery Recorded Date": "2-Jun-07",
  "Product Group": "HRDT",
  "Sub Classification": "HIV test",
  Vendor: "RANBAXY Fine Chemicals LTD.",
  "Item Description": "HIV, Reveal G3 Rapid HIV-1 Antibody Test, 30 Tests",
  "Molecule/Test Type": "HIV",
  Brand: "Reveal",
  Dosage: "N/A",
  "Dosage Form": "Test kit",
  "Unit of Measure (Per Pack)": "30",
  "Line Item Quantity": "19",
  "Line Item Value": "551",
  "Pack Price": "29",
  "Unit Price": "0.97",
  "Manufacturing Site": "Ranbaxy Fine Chemicals LTD",
  "First Line Designation": "Yes",
  "Weight (Kilograms)": "13",
  "Freight Cost (USD)": "780.34",
  "Line Item Insurance (USD)": "",
};
type Row = Partial<Record<keyof typeof cells, string>>;
const line = (values: readonly string[]): string => values.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
/** A file as the deliveries come: CR at the line ends, and a byte order mark. */
const csvOf = (rows: readonly Row[]): string =>
  `\ufeff${[Object.keys(cells), ...rows.map((row) => Object.values({ ...cells, ...row }))].map(line).join("\r")}\r`;
const deliveries = (count: number): readonly Row[] =>
  Array.from({ length: count }, (_, number) => ({ ID: String(number + 1), "ASN/DN #": `ASN-${number + 1}` }));

const ingest = (file: string, ...more: readonly string[]): Ran => run(["ingest", file, "--profile", scms, ...more]);
const runFiles = [
  ".countersign-run",
  "evidence.json",
  "exceptions.json",
  "keys",
  "report.html",
  "store",
  "trusted-keys.json",
];

describe("each row goes through the gate", () => {
  const rows: readonly Row[] = [
    {},
    { ID: "2", "Weight (Kilograms)": "See ASN-93 (ID#:1281)" },
    { ID: "3", "Line Item Value": "999" },
    { ID: "" },
    { ID: "5", "Line Item Quantity": "100000", "Line Item Value": "2900000" },
    {},
  ];
  let result: Record<string, never> & { files: Record<string, string>; held: { event: { id: string } }[] };

  it("and the answer is one JSON object, and nothing else", () => {
    const { code, stdout, stderr } = ingest(write("deliveries.csv", csvOf(rows)), "--json", "--out", at("run"));
    expect([code, stderr]).toEqual([0, ""]);
    result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual([
      "file",
      "rows",
      "outcomes",
      "reasons",
      "held",
      "verdict",
      "files",
      "seconds",
      "peakMemoryBytes",
    ]);
    expect(result).toMatchObject({
      file: at("deliveries.csv"),
      rows: 6,
      outcomes: { accepted: 3, held: 3, refused: 0 },
      reasons: { relation_broken: 1, event_malformed: 1, rule_applies: 1 },
      verdict: { status: "proven" },
    });
    expect(result.held.map(({ event }) => event.id)).toEqual(["SCMS-3", "", "SCMS-5"]);
    expect(result.seconds).toBeGreaterThan(0);
    expect(result.peakMemoryBytes).toBeGreaterThan(2 ** 20);
  });

  it("and what was not accepted is in a file, with its line and its reasons", () => {
    const { stopped } = json(result.files.exceptions as string);
    expect(stopped.map((one: { line: number }) => one.line)).toEqual([4, 5, 6]);
    expect(stopped[1]).toMatchObject({
      admission: { outcome: "held", heldFor: "dead-letter" },
      findings: [{ code: "identifier_missing", facts: { column: "ID" } }],
    });
  });

  it("and the evidence is proven, the store whole, until somebody changes a digit", () => {
    const { evidence = "", trustedKeys = "", store = "" } = result.files;
    const log = run(["fsck", store, "--keys", trustedKeys]);
    expect([run(["verify", evidence, "--keys", trustedKeys]).code, log.code]).toEqual([0, 0]);
    const changed = write(
      "changed.json",
      readFileSync(evidence, "utf8").replace('"relation_broken"', '"relation_brokem"'),
    );
    expect(run(["verify", changed, "--keys", trustedKeys]).code).toBe(3);
  });

  it("and people read what came of it; the next run takes the folder", () => {
    const { code, stdout } = ingest(at("deliveries.csv"), "--out", at("run"));
    expect(code).toBe(0);
    for (const text of [
      "deliveries.csv: 6 rows of `scms/delivery-history`",
      "6 rows: 3 accepted, 3 held, 0 refused",
      "1 of them repeat an earlier row, and were answered as that one was",
      "line 4, SCMS-3: held in quarantine: `line value = quantity × pack price` does not hold",
      "line 5: held as a dead letter: it cannot be read as an event: event attribute `specversion` is missing; `ID` is empty, and the event is named by it",
      "the line is worth more than 2,000,000 USD",
      `PROVEN  ${at("run/evidence.json")}`,
    ])
      expect(stdout).toContain(text);
    expect(readdirSync(at("run")).sort()).toEqual(runFiles);
    expect(json(at("run/exceptions.json")).stopped).toHaveLength(3);
  });

  it("and what stands in a cell cannot move the cursor of who reads it", () => {
    const { stdout } = ingest(write("escape.csv", csvOf([{ ID: "\u001b[2J\u009b\u202e7" }])), "--out", at("escape"));
    expect(stdout).toContain("1 held");
    expect(stdout).toMatch(/^[\P{Cc}\n]*$/u);
    expect(stdout).not.toContain("\u202e");
  });
});

describe("the keys of a house", () => {
  it("sign the run, and their trusted keys verify it", () => {
    expect(run(["keys", "new", at("house"), "--name", "acme.example/receiving"]).code).toBe(0);
    const { code, stdout } = ingest(
      write("few.csv", csvOf(deliveries(3))),
      "--out",
      at("signed"),
      "--keys",
      at("house"),
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining("signed by acme.example/receiving")]);
    expect(existsSync(at("signed/keys"))).toBe(false);
    expect(run(["verify", at("signed/evidence.json"), "--keys", at("house/trusted-keys.json")]).code).toBe(0);
    expect(run(["verify", at("signed/evidence.json"), "--keys", at("run/trusted-keys.json")]).code).toBe(4);
  });
  it("that cannot be used are told before anything is removed", () => {
    cpSync(at("house"), at("same"), { recursive: true });
    copyFileSync(at("same/house.jwk.json"), at("same/log.jwk.json"));
    const ran = ingest(at("few.csv"), "--out", at("signed"), "--keys", at("same"));
    expect([ran.code, ran.stdout]).toEqual([1, ""]);
    expect(ran.stderr).toMatch(/^countersign: [^\n]+\n$/);
    expect(existsSync(at("signed/evidence.json"))).toBe(true);
  });
});

describe("what cannot run says why in one line, with a code, and leaves nothing", () => {
  const good = (): string => write("good.csv", csvOf(deliveries(2)));
  const profile = (change: (text: string) => string): string => {
    cpSync(scms, at("profile"), { recursive: true });
    return write("profile/profile.json", change(readFileSync(join(scms, "profile.json"), "utf8"))).slice(
      0,
      -"/profile.json".length,
    );
  };
  const withProfile = (change: (text: string) => string) => [good(), "--profile", profile(change)];
  const withScms = (file: string): readonly string[] => [file, "--profile", scms];
  const badText = Buffer.concat([Buffer.from(csvOf([])), Uint8Array.from([0x43, 0xf4, 0x74])]);

  const rows: readonly [what: string, args: () => readonly string[], code: string, exit?: number][] = [
    ["a file that is not there", () => withScms(at("none.csv")), "file_unreadable"],
    ["a folder as file", () => withScms(scms), "file_unreadable"],
    ["what is no file", () => withScms("/dev/null"), "file_unreadable"],
    ["an empty file", () => withScms(write("empty.csv", "")), "csv_empty"],
    ["a header and no rows", () => withScms(write("bare.csv", csvOf([]))), "csv_empty"],
    [
      "a quote that is cut off",
      () => withScms(write("cut.csv", csvOf(deliveries(40)).slice(0, -9))),
      "csv_quote_misplaced",
    ],
    ["bad UTF-8", () => withScms(write("latin.csv", badText)), "csv_encoding"],
    ["an archive", () => withScms(write("zip.csv", "PK\u0003\u0004")), "csv_not_text"],
    ["another table", () => withScms(write("other.csv", "Order,Amount\n1,2\n")), "mapping_columns_missing"],
    ["no profile", () => [good(), "--profile", at("none")], "profile_unreadable"],
    [
      "a profile with a name twice",
      () => withProfile((text) => text.replace("{", '{"type":"x",')),
      "profile_file_malformed",
    ],
    [
      "a profile with `__proto__`",
      () => withProfile((text) => text.replace("{", '{"__proto__":{},')),
      "profile_file_malformed",
    ],
    ["a profile that is cut off", () => withProfile((text) => text.slice(0, 90)), "profile_file_malformed"],
    [
      "a profile that reaches outside",
      () => withProfile((text) => text.replace("mapping.json", "../m.json")),
      "profile_malformed",
    ],
    [
      "a profile of tomorrow",
      () => withProfile((text) => text.replace(/"formatVersion": 1/, '"formatVersion": 2')),
      "newer_format",
    ],
    ["keys that are not there", () => [...withScms(good()), "--keys", at("none")], "file_unreadable"],
    ["an output folder below a file", () => [...withScms(good()), "--out", join(good(), "run")], "file_unwritable"],
    ["an output folder of the system", () => [...withScms(good()), "--out", "/proc/countersign"], "file_unwritable"],
    [
      "an output folder that holds other things",
      () => [...withScms(good()), "--out", join(write("others/note.txt", "mine"), "..")],
      "folder_in_use",
    ],
    ["no profile named", () => [good()], "usage", 2],
    ["no file named", () => ["--profile", scms], "usage", 2],
    ["a limit of none", () => [...withScms(good()), "--limit", "0"], "usage", 2],
    ["a file in the output folder", () => [...withScms(write("target/in.csv", csvOf([{}])))], "usage", 2],
    ["a profile in the output folder", () => [good(), "--profile", at("target")], "usage", 2],
  ];
  it.each(rows)("%s", (_, args, code, exit = 1) => {
    const before = existsSync(at("target")) ? readdirSync(at("target")) : undefined;
    const given = args();
    const kept = existsSync(at("target")) ? readdirSync(at("target")) : before;
    const ran = run(["ingest", "--out", at("target"), ...given, "--json"]);
    expect([ran.code, ran.stdout]).toEqual([exit, ""]);
    expect(ran.stderr).toMatch(new RegExp(`^countersign: [^\\n]+ \\[${code}\\]\\n$`));
    expect(existsSync(at("target")) ? readdirSync(at("target")) : undefined).toEqual(kept);
  });

  it("and what an earlier run left stays where the next one cannot begin", () => {
    const before = readFileSync(at("run/evidence.json"), "utf8");
    expect(ingest(at("cut.csv"), "--out", at("run")).code).toBe(1);
    expect(readFileSync(at("run/evidence.json"), "utf8")).toBe(before);
  });
});

describe("killed at any moment", () => {
  it("it leaves a store that is whole or none, no half of a file, and its place to the next run", async () => {
    const file = write("many.csv", csvOf(deliveries(1_500)));
    let killed = 0;
    for (const ms of [350, 650, 1_100]) {
      killed += Number(await killAfter(["ingest", file, "--profile", scms, "--out", at("killed")], folder, ms));
      if (existsSync(at("killed/store")))
        expect(run(["fsck", at("killed/store")]).stdout, `after ${ms} ms`).not.toContain("refuted");
      for (const name of runFiles.filter((name) => name.endsWith(".json") && existsSync(at(`killed/${name}`))))
        json(at(`killed/${name}`));
    }
    expect(killed).toBeGreaterThan(0);
    const { code, stdout } = ingest(file, "--out", at("killed"), "--limit", "20", "--json");
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { rows: 20, outcomes: { accepted: 20 } }]);
    expect(readdirSync(at("killed")).sort()).toEqual(runFiles);
  });
});
