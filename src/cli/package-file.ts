import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromUtf8 } from "../foundation/index.ts";
import { readBytes } from "./files.ts";

/** A file that the package brings along, wherever the built code lies in it. @throws {CliError} `file_unreadable` */
export const readPackageFile = async (name: string): Promise<string> =>
  fromUtf8(await readBytes(join(packageFolder(dirname(fileURLToPath(import.meta.url))), name)));

function packageFolder(folder: string): string {
  const above = dirname(folder);
  return existsSync(join(folder, "package.json")) || above === folder ? folder : packageFolder(above);
}
