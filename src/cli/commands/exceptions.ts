import { userInfo } from "node:os";
import {
  type Exception,
  type ExceptionFilter,
  type ExceptionKind,
  type ExceptionMove,
  type ExceptionMoveResult,
  type ExceptionOrder,
  type ExceptionState,
  exceptionKinds,
  exceptionStates,
  formatExceptionsCsv,
  type Resolution,
  resolutions,
} from "../../exceptions/index.ts";
import { countObserved } from "../../gate/index.ts";
import { type Arguments, type Command, dateOf, requireText, textOf, UsageError, wholeNumberOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { writeFile } from "../files.ts";
import { formatTable, type Output } from "../output.ts";
import { repairHint } from "../quarantine/hint.ts";
import { atDesk, type Desk, storeOptions } from "../store-desk.ts";

type Verb = (args: Arguments, desk: Desk, output: Output) => Promise<ExitCode>;
type Move = (args: Arguments, desk: Desk, id: string, order: ExceptionOrder) => Promise<ExceptionMoveResult>;

/** What people do with one exception. To add one, write its row. */
const moves: Readonly<Record<string, Move>> = {
  claim: (_, { queue }, id, order) => queue.claim(id, order),
  assign: (args, { queue }, id, order) => queue.assign(id, { ...order, to: requireText(args, "to") }),
  note: (_, { queue }, id, order) => queue.note(id, order),
  snooze: (args, { queue }, id, order) => queue.snooze(id, { ...order, until: futureOf(args) }),
  resolve: (args, { queue }, id, order) => queue.resolve(id, { ...order, how: howOf(args) }),
};

const verbs: Readonly<Record<string, Verb>> = {
  list,
  show,
  export: exportAll,
  ...Object.fromEntries(Object.keys(moves).map((verb) => [verb, move])),
};

/** Works on what waits for a person, in the store that a gate left. */
export const exceptions: Command = {
  positionals: ["[VERB]", "[ID]"],
  options: {
    ...storeOptions,
    state: { type: "string", value: "STATE", about: `${exceptionStates.join(", ")} or all; default: open and claimed` },
    kind: { type: "string", value: "KIND", about: exceptionKinds.join(", ") },
    owner: { type: "string", value: "NAME", about: "only those of one owner" },
    limit: { type: "string", value: "NUMBER", about: "how many are listed; default 50, at most 1000" },
    by: { type: "string", value: "NAME", about: "who does it; default: the user of this machine" },
    reason: { type: "string", value: "TEXT", about: "why" },
    to: { type: "string", value: "NAME", about: "to whom it is assigned" },
    until: { type: "string", value: "DATE", about: "until when it sleeps" },
    how: { type: "string", value: "HOW", about: `how it was resolved: ${resolutions.join(", ")}` },
    out: { type: "string", value: "FILE", about: "where the export goes; default: standard output" },
  },
  examples: [
    "countersign exceptions",
    "countersign exceptions claim ID --by erika --reason 'I ask the carrier'",
    "countersign exceptions export --state all --out exceptions.csv",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const [name = "list"] = args.positionals;
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (!verb) throw new UsageError(`say one of ${Object.keys(verbs).join(", ")}`);
    if (takesNone.has(name) && args.positionals[1] !== undefined) throw new UsageError(`\`${name}\` takes no ID`);
    return atDesk(args, (desk) => verb(args, desk, output));
  },
};

/** Of what waits, so many are tried out for the sentence about a repair. */
const MOST_TRIED = 1_000;

const takesNone: ReadonlySet<string> = new Set(["list", "export"]);

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

async function list(args: Arguments, { queue, corner }: Desk, output: Output): Promise<ExitCode> {
  const limit = wholeNumberOf(args, "limit", 50);
  if (limit < 1 || limit > 1_000) throw new UsageError("--limit must be from 1 to 1000");
  const page = await queue.list({ ...filterOf(args), limit });
  const observed = await countObserved(corner);
  output.value({ ...page, observed });
  if (observed.events > 0) {
    output.line(observed.sentence);
    output.line();
  }
  output.line(output.bold(`${page.total} exception${page.total === 1 ? "" : "s"}`));
  for (const line of tableOf(page.exceptions)) output.line(line);
  if (page.next !== undefined) output.line(`and ${page.total - limit} more: raise --limit, or filter`);
  return exitCodes.done;
}

async function show(args: Arguments, { queue, corner }: Desk, output: Output): Promise<ExitCode> {
  const id = idOf(args);
  const shown = await queue.show(id);
  if (!shown) return notFound(id, output);
  const { members } = await queue.members(id, { limit: wholeNumberOf(args, "limit", 50) });
  const { members: most } = await queue.members(id, { limit: MOST_TRIED });
  const hint = await repairHint(id, most, corner);
  output.value({ ...shown, members, ...(hint !== undefined && { repair: hint }) });
  for (const [name, value] of factsOf(shown.exception)) output.line(`${name.padEnd(12)}${value}`);
  if (hint !== undefined) output.line(`${"repair".padEnd(12)}${hint}`);
  output.line();
  output.line(output.bold("Waiting"));
  for (const { at, ref, key = "" } of members) output.line(`  ${at}  ${ref}  ${key}`.trimEnd());
  output.line();
  output.line(output.bold("Done"));
  for (const line of shown.moves.map(lineOf)) output.line(`  ${line}`);
  return exitCodes.done;
}

async function exportAll(args: Arguments, { queue }: Desk, output: Output): Promise<ExitCode> {
  const all = await queue.export(filterOf(args));
  const csv = formatExceptionsCsv(all);
  const file = textOf(args, "out");
  output.value(all);
  if (file !== undefined) await writeFile(file, csv);
  else output.document(csv);
  return exitCodes.done;
}

function tableOf(exceptions: readonly Exception[]): readonly string[] {
  const rows = exceptions.map((item) => [
    item.id,
    item.tier,
    item.state,
    item.kind,
    String(item.members.waiting),
    moneyOf(item),
    item.dueAt ?? "",
    item.owner ?? "",
    item.cause.sentence.slice(0, 100),
  ]);
  const head = ["id", "impact", "state", "kind", "waiting", "at stake", "due", "owner", "why"];
  if (rows.length === 0) return [];
  return formatTable([head, ...rows], ["left", "left", "left", "left", "right", "right", "left", "left", "left"]);
}

const moneyOf = ({ values }: Exception): string =>
  values.map(({ amount, currency }) => `${amount} ${currency}`).join(", ");

const factsOf = (item: Exception): readonly (readonly [name: string, value: string])[] =>
  [
    ["why", item.cause.sentence],
    ["what to do", item.action],
    ["kind", item.kind],
    ["impact", item.tier],
    ["state", [item.state, item.resolution, item.until].filter(Boolean).join(" ")],
    ["owner", item.owner ?? "nobody"],
    ["waiting", `${item.members.waiting} of ${item.members.total} seen, the last at ${item.members.lastAt}`],
    ["at stake", moneyOf(item)],
    ["due", item.dueAt ?? ""],
    ["stream", item.cause.stream],
    ["where", item.cause.place],
  ].flatMap(([name = "", value = ""]) => (value === "" ? [] : [[name, value] as const]));

const lineOf = ({ at, move, by, reason, owner, until, resolution, seal }: ExceptionMove): string => {
  const more = [resolution, owner && `to ${owner}`, until && `until ${until}`].filter(Boolean).join(" ");
  const sealed = seal === "unsealed" ? "unsealed" : "sealed";
  return `${at}  ${move}${more === "" ? "" : ` ${more}`} by ${by}: ${reason} (${sealed})`;
};

// ── moving ───────────────────────────────────────────────────────────────────────────────────────────────────────────

async function move(args: Arguments, desk: Desk, output: Output): Promise<ExitCode> {
  const id = idOf(args);
  const order = { by: textOf(args, "by") ?? userInfo().username, reason: requireText(args, "reason") };
  const result = await (moves[args.positionals[0] ?? ""] as Move)(args, desk, id, order);
  if (result.status === "not_found") return notFound(id, output);
  output.value(result);
  output.line(sentenceOf(result));
  return result.status === "moved" ? exitCodes.done : exitCodes.refuted;
}

function sentenceOf(result: Exclude<ExceptionMoveResult, { status: "not_found" }>): string {
  if (result.status === "moved") return lineOf(result.record);
  if (result.status === "move_lost") return `not done, it was taken or ended before: ${lineOf(result.winner)}`;
  if (result.status === "moves_full") return `not done: it has ${result.limit} entries, which is the most it takes`;
  return "not done: it was changed meanwhile";
}

function notFound(id: string, output: Output): ExitCode {
  output.value({ status: "not_found" });
  output.line(`there is no exception \`${id.slice(0, 40)}\`: \`countersign exceptions --state all\` lists them`);
  return exitCodes.unknown;
}

// ── arguments ────────────────────────────────────────────────────────────────────────────────────────────────────────

function idOf({ positionals: [, id] }: Arguments): string {
  if (id === undefined) throw new UsageError("ID is missing: `countersign exceptions` lists them");
  return id;
}

function filterOf(args: Arguments): ExceptionFilter {
  const [state, kind, owner] = [textOf(args, "state"), textOf(args, "kind"), textOf(args, "owner")];
  if (state !== undefined && state !== "all") requireOneOf("state", state, [...exceptionStates, "all"]);
  if (kind !== undefined) requireOneOf("kind", kind, exceptionKinds);
  return {
    ...(state !== undefined && { states: state === "all" ? exceptionStates : [state as ExceptionState] }),
    ...(kind !== undefined && { kinds: [kind as ExceptionKind] }),
    ...(owner !== undefined && { owner }),
  };
}

function requireOneOf(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw new UsageError(`--${name} must be one of ${known.join(", ")}`);
}

function howOf(args: Arguments): Exclude<Resolution, "passed"> {
  const how = requireText(args, "how");
  requireOneOf("how", how, resolutions);
  return how as Exclude<Resolution, "passed">;
}

function futureOf(args: Arguments): Date {
  const until = dateOf(args, "until");
  if (!until || until.getTime() <= Date.now()) throw new UsageError("--until must be a date to come");
  return until;
}
