/**
 * Builds what verifies evidence in a browser: `dist/verifier.js`, our own verifier as one classic script, and
 * `dist/verifier.html`, the page around it, with its SHA-256 beside it. The bytes depend on the sources and the
 * lock file alone: whoever builds the same release gets the same digest.
 */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL("..", import.meta.url));

/** The script, as text. */
export async function bundleVerifier(root = here) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["src/verifier/main.ts"],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    platform: "browser",
    charset: "utf8",
    legalComments: "none",
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** The page is drawn by the same room as every other page, from source. */
async function renderPage(script) {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: ["src/report/index.ts"],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "es2022",
    logLevel: "error",
  });
  const report = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
  return report.renderVerifierPage({ script });
}

export async function buildVerifier() {
  const script = await bundleVerifier();
  const page = await renderPage(script);
  const digest = createHash("sha256").update(page).digest("hex");
  mkdirSync(join(here, "dist"), { recursive: true });
  writeFileSync(join(here, "dist/verifier.js"), script);
  writeFileSync(join(here, "dist/verifier.html"), page);
  // As `sha256sum --check` reads it.
  writeFileSync(join(here, "dist/verifier.html.sha256"), `${digest}  verifier.html\n`);
}
