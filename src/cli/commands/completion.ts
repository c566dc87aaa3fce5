import { type Arguments, allCommands, type Command, common, UsageError, type Verb } from "../command.ts";
import { type Completed, scripts } from "../completion-scripts.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";

/** Prints a script for a shell, made from the verbs themselves. */
export const completionOf = (verbs: readonly Verb[]): Command => ({
  positionals: ["bash|zsh|fish"],
  options: {},
  examples: [
    "source <(countersign completion bash)",
    "countersign completion fish > ~/.config/fish/completions/countersign.fish",
  ],
  async run({ positionals }: Arguments, output: Output): Promise<ExitCode> {
    const [shell = ""] = positionals;
    const write = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
    if (!write)
      throw new UsageError(`there is no shell \`${shell.slice(0, 40)}\`: say ${Object.keys(scripts).join(", ")}`);
    const script = write(await Promise.all(verbs.map(toCompleted)));
    output.value({ shell, script });
    output.document(`${script}\n`);
    return exitCodes.done;
  },
});

/** A group offers the names of its commands, and what any of them takes. */
async function toCompleted(verb: Verb): Promise<Completed> {
  const { name, about } = verb;
  const commands = await allCommands([verb]);
  const options = Object.assign({}, ...commands.map(({ command }) => command.options), common) as Command["options"];
  const flags = Object.entries(options).map(([flag, option]) => ({ flag: `--${flag}`, about: option.about }));
  const inner = commands.flatMap((one) => (one.name === name ? [] : [one.name.slice(name.length + 1)]));
  const fixed = commands.flatMap(({ command }) => command.positionals).filter((one) => one.includes("|"));
  return { name, about, flags, words: [...new Set([...inner, ...fixed.flatMap((one) => one.split("|"))])] };
}
