import { builtinModule } from "./platform.ts";

type NodeFileSystem = typeof import("node:fs");
type NodePath = typeof import("node:path");

/** The few files that configuration needs. Stores bring their own. */
export interface Files {
  readText(path: string): string;
  /** Writes a file that only its owner reads, and never over one that is there. Makes its directory. */
  writeNewPrivate(path: string, text: string): void;
  exists(path: string): boolean;
  /** An absolute path; relative ones start at `folder`. */
  resolve(folder: string, path: string): string;
  folderOf(path: string): string;
}

/** Files of this platform, or `undefined` where there are none (browsers, edge workers). */
export function platformFiles(): Files | undefined {
  const fileSystem = builtinModule<NodeFileSystem>("node:fs");
  const path = builtinModule<NodePath>("node:path");
  if (!fileSystem || !path) return undefined;
  return {
    readText: (file) => fileSystem.readFileSync(file, "utf8"),
    writeNewPrivate(file, text) {
      makeDirectoriesNow(fileSystem, path, path.dirname(file));
      fileSystem.writeFileSync(file, text, { flag: "wx", mode: 0o600, flush: true });
    },
    exists: (file) => fileSystem.existsSync(file),
    resolve: (folder, file) => path.resolve(folder, file),
    folderOf: (file) => path.dirname(file),
  };
}

/** Without waiting; not `recursive`, for the reason that `makeDirectories` gives. */
function makeDirectoriesNow(fileSystem: NodeFileSystem, path: NodePath, directory: string): void {
  if (fileSystem.existsSync(directory)) return;
  makeDirectoriesNow(fileSystem, path, path.dirname(directory));
  fileSystem.mkdirSync(directory, { mode: 0o700 });
}
