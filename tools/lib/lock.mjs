/**
 * The package that `name` means inside of the package at `path`, by Node's own rule: the nearest `node_modules` going up.
 *
 * @param {string} path a key of the lock file's `packages`, `""` for the project itself
 * @param {string} name
 * @param {Record<string, { version: string }>} packages
 * @returns {{ name: string, version: string } | undefined}
 */
export function nearest(path, name, packages) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const entry = packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`];
    if (entry) return { name, version: entry.version };
    if (folder === "") return undefined;
  }
}
