import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { program } from "./run.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const YEARS = 10;
const MS = YEARS * 365.25 * 24 * 3_600_000;

/** Replaces the clock of a process of Node before anything is loaded. */
const nodeClock = (ahead: number): string =>
  `data:text/javascript,${encodeURIComponent(`
    const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given) { given.length === 0 ? super(Real.now() + ${ahead}) : super(...given); }
      static now() { return Real.now() + ${ahead}; }
    };`)}`;

/** The same for Python. */
const pythonClock = (ahead: number): string =>
  `import runpy, sys, time
sys.path.insert(0, "tools")
real = time.time_ns
time.time_ns = lambda: real() + ${ahead} * 1_000_000
runpy.run_path("tools/verify-bundle.py", run_name="__main__")`;

interface Verdict {
  readonly code: number | null;
  readonly status: string;
  readonly failing: readonly string[];
}

function verdictOf(command: string, args: readonly string[]): Verdict {
  const { status: code, stdout } = spawnSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 });
  const { status, checks } = JSON.parse(stdout) as { status: string; checks: { status: string; code: string }[] };
  return { code, status, failing: checks.flatMap((one) => (one.status === "proven" ? [] : [one.code])) };
}

const args = (file: string) => [`test/golden/${file}`, "--keys", "test/golden/trusted-keys.json", "--json"];
const verifiers: Readonly<Record<string, (file: string, ahead: number) => Verdict>> = {
  "countersign verify": (file, ahead) =>
    verdictOf(process.execPath, ["--import", nodeClock(ahead), program, "verify", ...args(file)]),
  "verify-bundle.py": (file, ahead) => verdictOf("python3", ["-c", pythonClock(ahead), ...args(file)]),
};

describe.each(Object.entries(verifiers))("%s, asked without a date", (_, verify) => {
  it.each(["bundle.json", "bundle-2-run.json", "bundle-2-story.json", "renewed-bundle.json"])(
    `says of %s the same by a clock that is ${YEARS} years ahead`,
    (file) => {
      const now = verify(file, 0);
      expect(now).toEqual({ code: 0, status: "proven", failing: [] });
      expect(verify(file, MS)).toEqual(now);
    },
  );

  it(`goes by that clock: ${YEARS} years back, what was signed is still to come`, () => {
    expect(verify("bundle-2-story.json", -MS)).toMatchObject({ code: 3, status: "refuted" });
  });
});
