import { type Arguments, type Command, common, UsageError, type Verb } from "../command.ts";
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

async function toCompleted({ name, about, load }: Verb): Promise<Completed> {
  const { options, positionals } = await load();
  const flags = Object.entries({ ...options, ...common }).map(([flag, option]) => ({
    flag: `--${flag}`,
    about: option.about,
  }));
  return { name, about, flags, words: positionals.flatMap((one) => (one.includes("|") ? one.split("|") : [])) };
}
