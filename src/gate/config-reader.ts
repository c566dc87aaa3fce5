import { isIntegrityError, type JsonValue, parseJson } from "../foundation/index.ts";
import type { Files } from "../runtime/index.ts";
import { GateError } from "./errors.ts";

/** Files, and the folder where the paths of a configuration start. */
export interface Reader {
  readonly files: Files;
  readonly folder: string;
}

export function readDocument<Document>(reader: Reader, file: string, parse: (value: JsonValue) => Document): Document {
  const value = readJson(reader, file, reader.files.resolve(reader.folder, file));
  return asDocument(file, () => parse(value));
}

/** What a file is wrong with is told under its name. */
export function asDocument<Document>(file: string, read: () => Document): Document {
  try {
    return read();
  } catch (cause) {
    if (isIntegrityError(cause))
      throw new GateError("config_file_malformed", `\`${file}\`: ${cause.message}`, { file }, { cause });
    throw cause;
  }
}

export function readContent({ files, folder }: Reader, file: string): string {
  try {
    return files.readText(files.resolve(folder, file));
  } catch (cause) {
    throw unreadable(file, "it cannot be read: check the path and who may read it", cause);
  }
}

export function readJson(reader: Reader, file: string, path: string): JsonValue {
  const content = readContent(reader, path);
  try {
    return parseJson(content, { maxBytes: 16 * 1_048_576 });
  } catch (cause) {
    throw new GateError("config_file_malformed", `\`${file}\`: ${(cause as Error).message}`, { file }, { cause });
  }
}

export const unreadable = (file: string, problem: string, cause?: unknown): GateError =>
  new GateError("config_unreadable", `\`${file}\`: ${problem}`, { file }, { cause });
