/**
 * Whether a name matches a pattern: `*` stands for any characters within one segment, `**` for any characters at all;
 * segments are divided by `/`. Everything else stands for itself.
 *
 * Takes time in proportion to both lengths multiplied, whatever the pattern: names come from outside.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === name;
  // Nearly all patterns with a star are of these forms, and every event is held against some.
  if (pattern.endsWith("**") && star === pattern.length - 2) return name.startsWith(pattern.slice(0, star));
  if (star === pattern.length - 1) return name.startsWith(pattern.slice(0, star)) && name.indexOf("/", star) < 0;
  const parts: readonly string[] = pattern.match(/\*\*|\*|[^*]+/g) ?? [];
  const start: readonly boolean[] = Array.from({ length: name.length + 1 }, (_, at) => at === 0);
  const ends = parts.reduce((starts, part) => endsAfter(part, name, starts), start);
  return ends[name.length] === true;
}

/** Which positions of `name` a part can end at, given those where it can start. */
function endsAfter(part: string, name: string, starts: readonly boolean[]): readonly boolean[] {
  if (part !== "*" && part !== "**") {
    return starts.map((_, at) => at >= part.length && starts[at - part.length] === true && name.endsWith(part, at));
  }
  const ends = [...starts];
  for (let at = 1; at < ends.length; at++)
    ends[at] ||= ends[at - 1] === true && (part === "**" || name[at - 1] !== "/");
  return ends;
}

/** Whether any of the patterns matches. */
export const matchesAnyGlob = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) => matchesGlob(pattern, name));
