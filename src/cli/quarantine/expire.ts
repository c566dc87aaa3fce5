import { existsSync } from "node:fs";
import type { Classification } from "../../contracts/index.ts";
import { type Expired, findExpired, type RetentionDays, type RetentionRules } from "../../quarantine/index.ts";
import { type Arguments, type Command, textOf, textsOf, UsageError } from "../command.ts";
import { readConfiguration } from "../configuration.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { contractWith } from "./contract-of.ts";
import { atShelf, byOf, orderOptions, type ShelfDesk, shelfOptions } from "./desk.ts";

/** Erases what was decided longer ago than its class is kept; says what that would be, until it is told to. */
export const expire: Command = {
  positionals: [],
  options: {
    ...shelfOptions,
    ...orderOptions,
    keep: {
      type: "string",
      value: "CLASS=DAYS",
      about:
        "for how many days a class is kept, instead of `retention` of ./countersign.json; may be given several times",
      multiple: true,
    },
    yes: { type: "boolean", about: "erase it; without this nothing is changed" },
  },
  examples: [
    "countersign quarantine expire",
    "countersign quarantine expire --keep personal=30 --keep internal=365 --yes",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const days = await daysOf(args);
    return atShelf(args, async (desk) => {
      const done = await expireAll(args, days, desk);
      output.value(done);
      for (const line of linesOf(done)) output.line(line);
      return done.notErased === 0 ? exitCodes.done : exitCodes.unknown;
    });
  },
};

/** What was found, and what became of it. */
interface Done {
  /** Whether it was erased, or only looked for. */
  readonly erased: boolean;
  /** Of each class, how many. */
  readonly classes: Readonly<Record<string, { readonly days: number; readonly capsules: number }>>;
  /** The first ones. */
  readonly expired: readonly Expired[];
  /** Somebody else was quicker, or they have as many notes as they take. */
  readonly notErased: number;
}

/** Capsules that are listed; beyond, they are only counted. */
const MOST_LISTED = 1_000;

async function expireAll(args: Arguments, days: RetentionDays, { shelf, ledger }: ShelfDesk): Promise<Done> {
  const [erases, at] = [args.values.yes === true, new Date()];
  const rules: RetentionRules = { days, at, contractOf: (digest) => contractWith(digest, ledger) };
  const classes: Record<string, { readonly days: number; readonly capsules: number }> = {};
  const expired: Expired[] = [];
  let notErased = 0;
  for await (const one of findExpired(shelf, rules)) {
    const order = { by: byOf(args), reason: textOf(args, "reason") ?? reasonOf(one), at };
    if (erases && (await shelf.purge(one.id, order)).status !== "moved") notErased += 1;
    classes[one.class] = { days: one.days, capsules: (classes[one.class]?.capsules ?? 0) + 1 };
    if (expired.length < MOST_LISTED) expired.push(one);
  }
  return { erased: erases, classes, expired, notErased };
}

const reasonOf = ({ class: kept, days }: Expired): string =>
  `what is ${kept} is kept for ${days} days after the decision`;

const classes: readonly Classification[] = ["public", "internal", "confidential", "personal"];

async function daysOf(args: Arguments): Promise<RetentionDays> {
  const named = textsOf(args, "keep");
  if (named.length > 0) return Object.fromEntries(named.map(dayOf));
  const { retention = {} } = existsSync("countersign.json") ? await readConfiguration(args) : {};
  if (Object.keys(retention).length > 0) return retention;
  throw new UsageError("say how long what is kept: --keep personal=30, or `retention` in countersign.json");
}

function dayOf(text: string): readonly [Classification, number] {
  const [, name, days] = /^([a-z]+)=(\d{1,6})$/.exec(text) ?? [];
  const found = classes.find((one) => one === name);
  if (found === undefined)
    throw new UsageError(`--keep must be a class (${classes.join(", ")}) with its days, such as personal=30`);
  return [found, Number(days)];
}

function linesOf({ erased, classes: found, expired, notErased }: Done): readonly string[] {
  const capsules = Object.values(found).reduce((sum, one) => sum + one.capsules, 0);
  if (capsules === 0) return ["nothing was decided longer ago than it is kept"];
  const parts = Object.entries(found).map(
    ([name, one]) => `${one.capsules} ${name}, decided more than ${one.days} days ago`,
  );
  const what = `${parts.join("; ")}; digests and moves stay`;
  if (!erased) return [`would erase ${what}`, ...expired.slice(0, MOST_SHOWN).map(lineOf), "--yes erases it"];
  return [`erased ${what}`, ...(notErased > 0 ? [`${notErased} of them could not be erased: try again`] : [])];
}

/** How many people are shown one by one. */
const MOST_SHOWN = 20;

const lineOf = ({ id, decidedAt, class: kept }: Expired): string => `  ${id}  decided ${decidedAt}  ${kept}`;
