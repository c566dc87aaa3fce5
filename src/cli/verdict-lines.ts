import type { BundleSummary } from "../evidence/index.ts";
import type { Check, Verdict } from "../foundation/index.ts";
import type { Output } from "./output.ts";

/** A line for each check, what was not checked, and the verdict. */
export function printVerdict(
  { status, checks, notChecked, value }: Verdict<BundleSummary>,
  file: string,
  output: Output,
): void {
  for (const check of checks)
    output.line(`  ${output.status(check.status)}  ${check.code.padEnd(18)}  ${check.sentence}`);
  for (const line of notChecked) output.line(output.dim(`  not checked  ${line}`));
  if (value)
    output.line(
      output.dim(
        `  about \`${value.about}\`, made at ${value.madeAt}: ${[`${value.events} events`, ...outcomesOf(value)].join(", ")}`,
      ),
    );
  output.line(`${output.bold(status.toUpperCase())}  ${file}`);
}

/** Most lines for checks of one kind that came out the same. */
const MOST_ALIKE = 5;

/** A line for each check; of many that came out alike the first few, and how many more there are. */
export function printChecks(checks: readonly Check[], output: Output): void {
  for (const group of groupAlike(checks)) {
    for (const { status, code, sentence } of group.slice(0, MOST_ALIKE))
      output.line(`  ${output.status(status)}  ${code.padEnd(18)}  ${sentence}`);
    if (group.length > MOST_ALIKE)
      output.line(
        output.dim(
          `           ${group[0]?.code.padEnd(18)}  and ${group.length - MOST_ALIKE} more of the kind: see --json`,
        ),
      );
  }
}

function groupAlike(checks: readonly Check[]): Iterable<readonly Check[]> {
  const alike = new Map<string, Check[]>();
  for (const check of checks) {
    const kind = `${check.status} ${check.code}`;
    const group = alike.get(kind);
    if (group) group.push(check);
    else alike.set(kind, [check]);
  }
  return alike.values();
}

const outcomesOf = ({ outcomes }: BundleSummary): readonly string[] =>
  Object.entries(outcomes)
    .sort()
    .map(([outcome, count]) => `${count} ${outcome}`);
