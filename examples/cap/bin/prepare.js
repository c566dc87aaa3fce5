/** Before the first start: keys, the database, and this checkout's own build of `countersign` where none is installed. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const node = (...args) =>
  execFileSync(process.execPath, args, { cwd: here("."), stdio: ["ignore", "ignore", "inherit"] });
const countersign = (...args) => node(here("node_modules/countersign/dist/esm/cli/main.js"), ...args);

mkdirSync(here("data"), { recursive: true });
if (!existsSync(here("node_modules/countersign")))
  symlinkSync("../../..", here("node_modules/countersign"), process.platform === "win32" ? "junction" : "dir");
if (!existsSync(here("data/keys"))) {
  countersign("keys", "new", "data/keys", "--name", "example.com/purchasing");
  // Beside the house's own keys only in this example: a person's private key belongs into that person's hands.
  for (const person of ["a.adams", "b.berg"])
    countersign("keys", "add", "data/keys", "--principal", person, "--role", "approver");
}
if (!existsSync(here("data/erp.sqlite"))) node(here("node_modules/@sap/cds/bin/deploy.js"));
