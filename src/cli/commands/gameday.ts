import { createWorld, type GamedayScore, runGameday, type Scenario, scenarios } from "../../testing/index.ts";
import { type Arguments, type Command, textOf, UsageError, wholeNumberOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { formatTable, type Output } from "../output.ts";

/** What becomes of decisions while something around the house is out of order. */
export const gameday: Command = {
  positionals: [],
  options: {
    seed: { type: "string", value: "NUMBER", about: "which world; default 7" },
    events: { type: "string", value: "NUMBER", about: "about how many events in each scenario; default 600" },
    scenario: { type: "string", value: "NAME", about: "one scenario alone; default all of them" },
  },
  examples: ["countersign gameday", "countersign gameday --scenario store_full --json"],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const chosen = chooseScenarios(textOf(args, "scenario"));
    const seed = wholeNumberOf(args, "seed", 7);
    const world = await createWorld({ seed, events: wholeNumberOf(args, "events", 600) });
    output.progress("a calm day, and then the others …");
    const scores = await runGameday(world, { scenarios: chosen });
    output.value({ seed, scenarios: scores });
    printScores(scores, output);
    return scores.every(isRight) ? exitCodes.done : exitCodes.refuted;
  },
};

const isRight = ({ wronglyAccepted, lost }: GamedayScore): boolean => wronglyAccepted + lost === 0;

function chooseScenarios(name: string | undefined): readonly Scenario[] {
  const chosen = scenarios.filter((one) => name === undefined || one.name === name);
  if (chosen.length > 0) return chosen;
  throw new UsageError(`--scenario must be one of ${scenarios.map((one) => one.name).join(", ")}`);
}

function printScores(scores: readonly GamedayScore[], output: Output): void {
  const rows = scores.map((one) => [
    `  ${one.about}`,
    ...[
      one.decisions,
      one.correct,
      one.wronglyAccepted,
      one.unnoticed,
      one.lost,
      one.heldForUnavailable,
      one.waiting,
    ].map(String),
  ]);
  const [head = "", ...lines] = formatTable(
    [
      [
        "  Scenario",
        "decisions",
        "correct",
        "wrongly accepted",
        "unnoticed",
        "lost",
        "held for unavailable",
        "waiting",
      ],
      ...rows,
    ],
    ["left", "right", "right", "right", "right", "right", "right", "right"],
  );
  output.line(output.bold(head));
  for (const line of lines) output.line(line);
  output.line();
  output.line(
    "Compared with the same world on a calm day. Unnoticed: only its looks tell it, and the house had learned less.",
  );
  output.line("Held for unavailable: the sender was told to come again. Waiting: good, safe, and in need of a person.");
}
