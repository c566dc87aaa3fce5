/** The bounds of `parseJson`'s `strict` profile: deeper or larger data did not come from there. */
const MAX_DEPTH = 64;
const MAX_VALUES = 1_000_000;

/** Whether a document is JSON that can be walked safely: how many values it has, or why not. */
export function measureData(data: unknown): number | string {
  const measure = { values: 0 };
  return problemIn(data, MAX_DEPTH, measure) ?? measure.values;
}

function problemIn(value: unknown, depthLeft: number, measure: { values: number }): string | undefined {
  measure.values += 1;
  if (measure.values > MAX_VALUES) return `more than ${MAX_VALUES} values`;
  if (typeof value !== "object" || value === null) return scalarProblem(value);
  if (depthLeft === 0) return `nested deeper than ${MAX_DEPTH} levels`;
  return Array.isArray(value)
    ? problemAmongItems(value, depthLeft - 1, measure)
    : problemAmongMembers(value as Readonly<Record<string, unknown>>, depthLeft - 1, measure);
}

function problemAmongMembers(
  members: Readonly<Record<string, unknown>>,
  depthLeft: number,
  measure: { values: number },
): string | undefined {
  // What an object inherits is looked at, too: JSON inherits nothing, and asking for own names takes twice as long.
  for (const name in members) {
    const problem = problemOfName(name) ?? problemIn(members[name], depthLeft, measure);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemAmongItems(
  items: readonly unknown[],
  depthLeft: number,
  measure: { values: number },
): string | undefined {
  for (let at = 0; at < items.length; at++) {
    const problem = problemIn(items[at], depthLeft, measure);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfName(name: string): string | undefined {
  return name === "__proto__" ? "a member named `__proto__`" : problemOfText(name);
}

const problemOfText = (text: string): string | undefined => (text.isWellFormed() ? undefined : "half a surrogate pair");

function scalarProblem(value: unknown): string | undefined {
  if (typeof value === "string") return problemOfText(value);
  if (typeof value === "boolean" || value === null) return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : "a number that is not finite";
  return `a value of type ${typeof value}`;
}
