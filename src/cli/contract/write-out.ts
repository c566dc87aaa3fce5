import { type Arguments, textOf } from "../command.ts";
import { writeFile } from "../files.ts";
import type { Output } from "../output.ts";

/** What a command makes goes to the file of `--out`, or to standard output. @throws {CliError} `file_unwritable` */
export async function writeOut(value: unknown, text: string, args: Arguments, output: Output): Promise<void> {
  const file = textOf(args, "out");
  if (file === undefined) {
    output.value(value);
    output.document(text);
    return;
  }
  await writeFile(file, text);
  output.value({ file });
  output.line(file);
}
