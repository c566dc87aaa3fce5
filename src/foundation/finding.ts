/** How much a finding weighs by itself, before any policy has looked at it. */
export type Severity = "info" | "warning" | "error";

/** What a rule had to say about a record. People read it as *check result*. */
export interface Finding<Code extends string = string, Facts = Readonly<Record<string, unknown>>> {
  readonly code: Code;
  readonly severity: Severity;
  /** RFC 6901 pointer into the event, `""` for the whole of it. */
  readonly path: string;
  readonly sentence: string;
  readonly facts: Facts;
}

const order: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

/** The heaviest severity among findings, or `undefined` when there are none. */
export function worstSeverity(findings: readonly Finding[]): Severity | undefined {
  return findings
    .map((finding) => finding.severity)
    .reduce<Severity | undefined>(
      (worst, next) => (worst === undefined || order[next] > order[worst] ? next : worst),
      undefined,
    );
}
