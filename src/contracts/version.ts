/** Semantic versions (semver.org 2.0.0), as contracts bear them. */
interface Version {
  readonly numbers: readonly number[];
  readonly prerelease: readonly string[];
}

function parseVersion(text: string): Version {
  const [, core = "", prerelease] = /^([^-+]*)(?:-([^+]*))?/.exec(text) ?? [];
  return { numbers: core.split(".").map(Number), prerelease: prerelease === undefined ? [] : prerelease.split(".") };
}

/** Precedence (§11): negative when the first comes before the second. Build metadata does not count. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parseVersion(left), parseVersion(right)];
  const core = [0, 1, 2]
    .map((at) => (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0))
    .find((difference) => difference !== 0);
  return core ?? comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return right.length - left.length;
  const at = left.findIndex((part, index) => part !== right[index]);
  if (at < 0) return left.length - right.length;
  return at >= right.length ? 1 : compareIdentifiers(left[at] as string, right[at] as string);
}

function compareIdentifiers(left: string, right: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
  if (isNumber && isOtherNumber) return Number(left) - Number(right);
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return left < right ? -1 : 1;
}

/** How far a range reaches: which of the three numbers may grow. */
const reaches: Readonly<Record<string, (version: Version) => number>> = {
  // The first number that is not zero may not change: `^0.2.1` stays within 0.2.
  "^": ({ numbers }) => Math.min(numbers.findIndex((number) => number > 0) + 1 || 3, numbers.length),
  "~": () => 2,
};

/**
 * Whether a version lies in a range: `1.2.3`, `^1.2.3`, `~1.2.3` or `*`, as npm reads them. A version before a release
 * (`2.0.0-rc.1`) is only ever meant by its own name.
 */
export function isInRange(version: string, range: string): boolean {
  const [sign, base] = [range.charAt(0), range.slice(1)];
  const { numbers, prerelease } = parseVersion(version);
  if (prerelease.length > 0) return version === range;
  if (range === "*") return true;
  const reach = Object.hasOwn(reaches, sign) ? reaches[sign] : undefined;
  if (!reach) return version === range;
  const from = parseVersion(base);
  const fixed = reach(from);
  return (
    compareVersions(version, base) >= 0 && numbers.slice(0, fixed).every((number, at) => number === from.numbers[at])
  );
}

/** Whether two versions promise the same to their users: `1.2.0` and `1.9.1`, but not `2.0.0`; `0.2.0` and `0.2.1`. */
export function isSameLine(left: string, right: string): boolean {
  const [a, b] = [parseVersion(left).numbers, parseVersion(right).numbers];
  return a[0] === b[0] && (a[0] !== 0 || a[1] === b[1]);
}

/** Whether a text is a range that {@link isInRange} reads. */
export const isRange = (text: string): boolean =>
  text === "*" || /^[\^~]?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/.test(text);
