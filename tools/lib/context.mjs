import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/**
 * What a check is given: the package's own files, by paths relative to its root with forward slashes.
 *
 * @typedef {object} Context
 * @property {string} root
 * @property {boolean} write whether generated files are to be written anew
 * @property {any} packageFile the content of package.json
 * @property {readonly Door[]} doors the subpaths that hold code, in the order of package.json
 * @property {(path: string) => boolean} has
 * @property {(path: string) => string} read
 * @property {(path: string, text: string) => void} save
 * @property {(folder: string, ending?: string) => string[]} files every file below a folder, sorted
 *
 * @typedef {object} Door
 * @property {string} subpath as it is imported: `countersign/policy`
 * @property {string} room its name: `policy`, `kafka`, or `index` for the front door
 * @property {string} source `src/policy/index.ts`, `src/adapters/kafka.ts`
 * @property {string} esm the built file for `import`
 * @property {string} types its declarations
 */

/** @returns {Context} */
export function createContext({ root, write = false }) {
  const packageFile = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const has = (path) => existsSync(join(root, path));
  return {
    root,
    write,
    packageFile,
    doors: doorsOf(packageFile),
    has,
    read: (path) => readFileSync(join(root, path), "utf8"),
    save: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    files: (folder, ending = "") =>
      has(folder) ? filesUnder(join(root, folder), ending).map((file) => toSlashes(relative(root, file))) : [],
  };
}

const toSlashes = (path) => path.split(sep).join("/");
const skipped = new Set(["node_modules", "dist", "coverage", ".git"]);

function filesUnder(folder, ending) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesUnder(path, ending);
      return entry.isFile() && entry.name.endsWith(ending) ? [path] : [];
    })
    .sort();
}

/** @returns {Door[]} */
function doorsOf({ name, exports }) {
  return Object.entries(exports)
    .filter(([, target]) => typeof target === "object")
    .map(([key, target]) => {
      const esm = target.import.default.slice(2);
      return {
        subpath: key === "." ? name : `${name}/${key.slice(2)}`,
        room: key === "." ? "index" : key.slice(2),
        // What is built lies where its source does.
        source: esm.replace(/^dist\/esm\/(.*)\.js$/, "src/$1.ts"),
        esm,
        types: target.import.types.slice(2),
      };
    });
}
