import { userInfo } from "node:os";
import type { Mode } from "../evidence/index.ts";
import { hasCode, sha256Hex } from "../foundation/index.ts";
import { createGate, type Gate, type PresetName } from "../gate/index.ts";
import { type Arguments, type Option, textOf } from "./command.ts";
import { type Configuration, configOption, readConfiguration, type StreamPlace } from "./configuration.ts";
import { CliError } from "./errors.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { writeFile } from "./files.ts";
import { setMember } from "./json-edit.ts";
import type { Output } from "./output.ts";

export const switchOptions: Readonly<Record<string, Option>> = {
  ...configOption,
  by: { type: "string", value: "WHO", about: "who switches it, for the record; default: this user" },
};

const presets: Readonly<Record<Mode, PresetName>> = { enforce: "strict", observe: "observe" };

/**
 * Switches a stream in the configuration, and seals that in its store. The store belongs to one process: as long as a
 * gate has it open nothing is switched, so that what is recorded is also what the next start does.
 */
export async function switchStream(args: Arguments, mode: Mode, output: Output): Promise<ExitCode> {
  const [name = ""] = args.positionals;
  const before = await readConfiguration(args);
  const places = placesOf(before, name);
  if (before.store === undefined || before.keys === undefined) throw unrecordable(before);
  const by = textOf(args, "by") ?? userInfo().username;
  const text = places.reduce((edited, { path }) => setMember(edited, path, "preset", presets[mode]), before.text);
  const gate = createGate(before.path);
  try {
    const { recorded, since } = await record(gate, { stream: name, mode, by, configuration: sha256Hex(text) }, args);
    // The record comes first: whoever reads a configuration that enforces also finds who wanted it.
    if (text !== before.text) await writeFile(before.path, text, { mode: before.mode });
    return told({ stream: name, mode, changed: text !== before.text, recorded, since, by }, output);
  } finally {
    await gate.close();
  }
}

function placesOf({ streams }: Configuration, name: string): readonly StreamPlace[] {
  const places = streams.filter((stream) => stream.name === name);
  if (places.length > 0) return places;
  const known = streams.map((stream) => `\`${stream.name.slice(0, 60)}\``).join(", ");
  const advice = known === "" ? "it has none" : `choose one of ${known}`;
  throw new CliError("stream_unknown", `the configuration has no stream \`${name.slice(0, 60)}\`: ${advice}`, {
    stream: name,
  });
}

const unrecordable = ({ path }: Configuration): CliError =>
  new CliError(
    "switch_unrecordable",
    `\`${path}\` has no store of files, or no keys, in which a switch could be recorded: set \`store\` and \`keys\``,
    { file: path },
  );

type Change = Parameters<Gate["recordSwitch"]>[0];

/** Says it once: a stream that is switched to what it is already keeps its record. */
async function record(
  gate: Gate,
  change: Change,
  args: Arguments,
): Promise<{ readonly recorded: boolean; readonly since: string }> {
  const tenant = textOf(args, "tenant");
  const options = tenant === undefined ? {} : { tenant };
  const switches = await whenFree(gate.switches(options));
  const last = switches.filter(({ stream }) => stream === change.stream).at(-1);
  if (last?.mode === change.mode) return { recorded: false, since: last.at };
  return { recorded: true, since: (await gate.recordSwitch(change, options)).at };
}

async function whenFree<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (cause) {
    if (!hasCode(cause, "store_locked")) throw cause;
    const message =
      "a gate has the store open, and reads its configuration only when it starts: stop it, switch, start it";
    throw new CliError("gate_running", message, {}, { cause, retryable: true });
  }
}

interface Switched {
  readonly stream: string;
  readonly mode: Mode;
  readonly changed: boolean;
  readonly recorded: boolean;
  readonly since: string;
  readonly by: string;
}

function told(result: Switched, output: Output): ExitCode {
  const { stream, mode, changed, recorded, since, by } = result;
  const word = mode === "enforce" ? "enforced" : "observed";
  output.value(result);
  output.line(
    changed || recorded
      ? `\`${stream}\` is ${word} from the next start on; sealed in the store: by ${by}, at ${since}`
      : `\`${stream}\` is ${word} since ${since}; nothing to do`,
  );
  return exitCodes.done;
}
