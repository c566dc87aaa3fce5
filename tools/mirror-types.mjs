/**
 * The declarations for CommonJS: those of the ES modules under other names. Both tell the same, and making them takes
 * longer than everything else in the build.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const relativeImport = /(?<=(?:from |import |import\()['"]\.[^'"\n]*)\.js(?=['"])/g;

export function mirrorTypes(root) {
  const [from, to] = [join(root, "dist/esm"), join(root, "dist/cjs")];
  for (const name of readdirSync(from, { recursive: true }).filter((file) => file.endsWith(".d.ts"))) {
    const file = join(to, name.replace(/\.d\.ts$/, ".d.cts"));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, readFileSync(join(from, name), "utf8").replace(relativeImport, ".cjs"));
  }
}
