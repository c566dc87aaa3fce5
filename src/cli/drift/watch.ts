import { basename } from "node:path";
import {
  type CompiledContract,
  type ContractsFinding,
  compileContract,
  createDataProfile,
  createDriftWatch,
  createObserver,
  type DriftWatch,
  inferContract,
  type Observer,
  parseContract,
} from "../../contracts/index.ts";
import { appendToken, type JsonValue } from "../../foundation/index.ts";
import { type Arguments, type Command, textOf, UsageError, wholeNumberOf } from "../command.ts";
import { recordsOf } from "../contract/rows.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readJson } from "../files.ts";
import { harmless } from "../harmless.ts";
import { formatTable, type Output } from "../output.ts";
import { createBelonging } from "./belonging.ts";

/** Goes through a file in its order, learns how its records look, and tells what changes. */
export const watch: Command = {
  positionals: ["FILE"],
  options: {
    contract: { type: "string", value: "FILE", about: "what the records are; default: a draft from the first ones" },
    learn: { type: "string", value: "NUMBER", about: "how many records a draft is made from; default: 1000" },
    by: { type: "string", value: "COLUMN", about: "compare the numbers of each value of this column apart" },
  },
  examples: [
    "countersign drift watch deliveries.csv --by Carrier",
    "countersign drift watch events.ndjson --contract contracts/shipment.json --json",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const [file = ""] = args.positionals;
    const compiled = await contractFor(file, args, output);
    const found = await watchFile(compiled, file, output);
    summarise(found, file, output);
    return found.changes.length === 0 ? exitCodes.done : exitCodes.refuted;
  },
};

async function contractFor(file: string, args: Arguments, output: Output): Promise<CompiledContract> {
  const learn = wholeNumberOf(args, "learn", 1_000);
  if (learn === 0) throw new UsageError("--learn must be at least 1");
  const given = textOf(args, "contract");
  const by = textOf(args, "by");
  const contract = given === undefined ? await draftOf(file, learn, output) : parseContract(await readJson(given));
  if (by === undefined) return compileContract(contract);
  const schema = { ...contract.schema, "x-strata": appendToken("", by) };
  return compileContract({ ...contract, formatVersion: 2, schema });
}

async function draftOf(file: string, learn: number, output: Output) {
  const profile = createDataProfile();
  let records = 0;
  for await (const { record, line } of recordsOf(file, output)) {
    if (records === learn) break;
    profile.observe(record, line);
    records += 1;
  }
  return inferContract(profile, { id: "draft", version: "0.1.0", owner: "nobody", tier: "low" });
}

/** Findings of one kind at one place. */
interface Change {
  readonly code: string;
  /** `*` for the items of lists. */
  readonly path: string;
  readonly sentence: string;
  /** Line, or number, of the first record. */
  readonly line: number;
  records: number;
}

interface Watched {
  readonly records: number;
  /** Records that something was found in. */
  readonly changed: number;
  readonly changes: readonly Change[];
  readonly changesNotListed: number;
  /** What is no change: words that stand for "no value", say. */
  readonly learned: readonly Change[];
}

/** Changes beyond this are only counted. */
const MOST_CHANGES = 1_000;

async function watchFile(compiled: CompiledContract, file: string, output: Output): Promise<Watched> {
  const watches = {
    drift: createDriftWatch(compiled),
    observer: createObserver({ contract: compiled, shapes: false }),
  };
  const changes = new Map<string, Change>();
  const learned: Change[] = [];
  const belonging = createBelonging(compiled.contract, file);
  let [records, changed, changesNotListed] = [0, 0, 0];
  for await (const { record, line } of recordsOf(file, output, compiled.contract)) {
    belonging.note(record);
    const found = findingsIn(record, compiled, watches);
    records += 1;
    if (found.some(isChange)) changed += 1;
    for (const finding of found.filter((one) => !isChange(one)))
      if (learned.length < MOST_CHANGES) learned.push(tell(finding, line, output));
    for (const finding of found.filter(isChange)) {
      const known = changes.get(keyOf(finding));
      if (known) known.records += 1;
      else if (changes.size >= MOST_CHANGES) changesNotListed += 1;
      else changes.set(keyOf(finding), tell(finding, line, output));
    }
  }
  belonging.conclude();
  return { records, changed, changes: [...changes.values()], changesNotListed, learned };
}

const isChange = ({ severity }: ContractsFinding): boolean => severity !== "info";

/**
 * What changed, and relations that no longer hold: the rest of a contract is what `contract validate` asks about. A new
 * way of writing is told once, and is no reason not to learn from a record's numbers.
 */
function findingsIn(
  record: JsonValue,
  { validate }: CompiledContract,
  { drift, observer }: { readonly drift: DriftWatch; readonly observer: Observer },
): readonly ContractsFinding[] {
  const relations = validate(record).filter(({ code }) => code === "relation_broken");
  const found = [...relations, ...drift.inspect(record)];
  if (!found.some(isChange)) drift.learn(record);
  return [...found, ...observer.observe(record)];
}

const keyOf = ({ code, path, facts }: ContractsFinding): string =>
  JSON.stringify([
    code,
    placeOf(path),
    "relation" in facts ? facts.relation : "",
    "change" in facts ? facts.change : "",
    "looksLike" in facts ? [facts.looksLike, facts.among] : "",
  ]);

const placeOf = (path: string): string => path.replaceAll(/\/\d+(?=\/|$)/g, "/*");

/** A change is told when it is seen first: on a long file nobody wants to wait for the end. */
function tell({ code, path, sentence }: ContractsFinding, line: number, output: Output): Change {
  output.line(`line ${line}: ${sentence}`);
  return { code, path: placeOf(path), sentence, line, records: 1 };
}

/** How many kinds of changes people are shown at the end. */
const MOST_SHOWN = 20;

function summarise(found: Watched, file: string, output: Output): void {
  const { records, changed, changes } = found;
  output.value({ file, ...found });
  const sorted = [...changes].sort((a, b) => b.records - a.records || a.line - b.line);
  const verdict = changes.length === 0 ? "nothing changes" : `something changed in ${changed}`;
  output.line(
    `${output.status(changes.length === 0 ? "proven" : "refuted")}  ${harmless(basename(file))}: ${records} records, ${verdict}`,
  );
  const rows = sorted
    .slice(0, MOST_SHOWN)
    .map(({ records: times, code, line }) => [`  ${times}`, code, `from line ${line}`]);
  for (const line of formatTable(rows, ["right", "left", "left"])) output.line(line);
  if (sorted.length > MOST_SHOWN) output.line(`  and ${sorted.length - MOST_SHOWN} more: \`--json\` lists them`);
}
