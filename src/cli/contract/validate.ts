import {
  type CompiledContract,
  type ContractsFinding,
  compileContract,
  createQualityWatch,
  parseContract,
} from "../../contracts/index.ts";
import { type Arguments, type Command, UsageError, wholeNumberOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readJson } from "../files.ts";
import { formatTable, type Output } from "../output.ts";
import { recordsOf } from "./rows.ts";

/** Findings that say the same about the same place of different records. */
interface FindingGroup {
  readonly code: string;
  /** `*` for the items of lists. */
  readonly path: string;
  readonly sentence: string;
  /** Line, or number, of the first record. */
  readonly line: number;
  records: number;
}

/** Groups beyond this are only counted. */
const MOST_GROUPS = 1_000;

/** Judges every record of a file by a contract. */
export const validate: Command = {
  positionals: ["CONTRACT", "FILE"],
  options: { limit: { type: "string", value: "NUMBER", about: "only the first records; default: all" } },
  examples: [
    "countersign contract validate contracts/order.json orders.csv",
    "countersign contract validate contracts/order.json orders.ndjson --limit 1000 --json",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const [contractFile = "", file = ""] = args.positionals;
    const limit = wholeNumberOf(args, "limit", Number.MAX_SAFE_INTEGER);
    if (limit === 0) throw new UsageError("--limit must be at least 1");
    const compiled = compileContract(parseContract(await readJson(contractFile)));
    const judged = await judgeFile(compiled, { file, limit }, output);
    print(judged, file, output);
    return judged.wrong === 0 && judged.overMany.length === 0 ? exitCodes.done : exitCodes.refuted;
  },
};

interface Judged {
  readonly records: number;
  /** Records with at least one finding. */
  readonly wrong: number;
  readonly groups: readonly FindingGroup[];
  readonly groupsNotListed: number;
  /** What is wrong with many records together. */
  readonly overMany: readonly ContractsFinding[];
}

async function judgeFile(
  compiled: CompiledContract,
  { file, limit }: { file: string; limit: number },
  output: Output,
): Promise<Judged> {
  const watch = createQualityWatch(compiled);
  const groups = createGroups();
  const overMany: ContractsFinding[] = [];
  let [records, wrong] = [0, 0];
  for await (const { record, line } of recordsOf(file, output, compiled.contract)) {
    if (records === limit) break;
    const findings = compiled.validate(record);
    overMany.push(...watch.observe(record, findings));
    groups.add(findings, line);
    records += 1;
    if (findings.length > 0) wrong += 1;
  }
  overMany.push(...watch.finish());
  return { records, wrong, ...groups.list(), overMany };
}

function createGroups(): {
  add(findings: readonly ContractsFinding[], line: number): void;
  list(): Pick<Judged, "groups" | "groupsNotListed">;
} {
  const groups = new Map<string, FindingGroup>();
  let groupsNotListed = 0;
  const find = ({ code, path, sentence, facts }: ContractsFinding, line: number): FindingGroup | undefined => {
    const place = path.replaceAll(/\/\d+(?=\/|$)/g, "/*");
    const key = JSON.stringify([code, place, "rule" in facts ? facts.rule : "relation" in facts ? facts.relation : ""]);
    const known = groups.get(key);
    if (known || groups.size >= MOST_GROUPS) return known;
    const group: FindingGroup = { code, path: place, sentence, line, records: 0 };
    groups.set(key, group);
    return group;
  };
  return {
    add(findings, line) {
      const found = new Set(findings.map((finding) => find(finding, line)));
      for (const group of found) if (group) group.records += 1;
      if (found.has(undefined)) groupsNotListed += 1;
    },
    list: () => ({
      groups: [...groups.values()].sort((a, b) => b.records - a.records || a.line - b.line),
      groupsNotListed,
    }),
  };
}

/** How many kinds of problems people are shown. */
const MOST_SHOWN = 20;

function print(judged: Judged, file: string, output: Output): void {
  const { records, wrong, groups, overMany } = judged;
  const isKept = wrong === 0 && overMany.length === 0;
  output.value({ file, ...judged });
  output.line(
    `${output.status(isKept ? "proven" : "refuted")}  ${file}: ${wrong} of ${records} records do not keep to the contract`,
  );
  for (const line of formatTable(groups.slice(0, MOST_SHOWN).map(toRow), ["right", "left", "left"])) output.line(line);
  if (groups.length > MOST_SHOWN) output.line(`  and ${groups.length - MOST_SHOWN} more kinds: \`--json\` lists them`);
  for (const { sentence } of overMany.slice(0, MOST_SHOWN)) output.line(`  ${sentence}`);
}

const toRow = ({ records, code, line, sentence }: FindingGroup): readonly string[] => [
  `  ${records}`,
  code,
  `line ${line}: ${sentence}`,
];
