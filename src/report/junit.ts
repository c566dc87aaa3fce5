import { type Check, html, type Markup, trusted, type Verdict } from "../foundation/index.ts";

/** What XML 1.0 cannot hold, whatever its spelling; everything else that is unseen was spelled out before. */
const text = (words: string): string => words.replaceAll(/[\ufffe\uffff]/g, "\ufffd");

/**
 * A verdict as JUnit XML, which build servers draw: a test for each check, a failure for what is refuted, an error for
 * what stays unknown, and a skipped test for what was not checked.
 */
export function renderJUnit({ checks, notChecked }: Verdict<unknown>, name: string): string {
  const count = (status: Check["status"]): number => checks.filter((check) => check.status === status).length;
  const totals = html`tests="${checks.length + notChecked.length}" failures="${count("refuted")}" errors="${count("unknown")}" skipped="${notChecked.length}"`;
  const cases = [...checks.map(caseOf), ...notChecked.map(skipped)];
  return String(html`${trusted('<?xml version="1.0" encoding="UTF-8"?>')}
<testsuites name="countersign verify" ${totals}>
<testsuite name="${text(name)}" ${totals}>
${cases}</testsuite>
</testsuites>
`);
}

const outcomes: Readonly<Record<Check["status"], (sentence: string) => Markup>> = {
  proven: () => html``,
  refuted: (sentence) => html`<failure type="refuted" message="${sentence}"/>`,
  unknown: (sentence) => html`<error type="unknown" message="${sentence}"/>`,
};

const caseOf = ({ status, code, sentence }: Check): Markup =>
  html`<testcase classname="${code}" name="${text(sentence)}">${outcomes[status](text(sentence))}</testcase>
`;

const skipped = (sentence: string): Markup =>
  html`<testcase classname="not_checked" name="${text(sentence)}"><skipped message="not checked"/></testcase>
`;
