/** Where a member stands in a text of JSON. */
interface Part {
  /** Its name, or its number in a list. */
  readonly name: string;
  /** Where its name begins; in a list where it does itself. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Puts a value at a member of an object, and leaves every other character as it is. `path` leads to the object through
 * members and items that are there.
 *
 * @throws {TypeError} where nothing stands at the path. The text must be valid JSON with each name once.
 */
export function setMember(text: string, path: readonly string[], name: string, value: unknown): string {
  const open = path.reduce((at, step) => partNamed(text, at, step).start, skipSpace(text, 0));
  const parts = partsOf(text, open);
  const written = JSON.stringify(value);
  const old = parts.find((part) => part.name === name);
  if (old) return text.slice(0, old.start) + written + text.slice(old.end);
  const last = parts.at(-1);
  const member = `${JSON.stringify(name)}: ${written}`;
  if (!last) return `${text.slice(0, open + 1)}${member}${text.slice(open + 1)}`;
  const space = text.slice(open + 1, parts[0]?.from);
  return `${text.slice(0, last.end)},${space}${member}${text.slice(last.end)}`;
}

function partNamed(text: string, open: number, name: string): Part {
  const part = partsOf(text, open).find((one) => one.name === name);
  if (part) return part;
  throw new TypeError(`there is no \`${name}\` at this place of the text`);
}

/** The members of the object, or the items of the list, that opens at a place. */
function partsOf(text: string, open: number): readonly Part[] {
  const isObject = text[open] === "{";
  const parts: Part[] = [];
  for (let at = skipSpace(text, open + 1); !isClosing(text[at]); at = skipSeparator(text, parts.at(-1)?.end ?? at)) {
    const nameEnd = isObject ? endOfValue(text, at) : at;
    const start = isObject ? skipSpace(text, skipSpace(text, nameEnd) + 1) : at;
    const name = isObject ? (JSON.parse(text.slice(at, nameEnd)) as string) : String(parts.length);
    parts.push({ name, from: at, start, end: endOfValue(text, start) });
  }
  return parts;
}

const isClosing = (character: string | undefined): boolean =>
  character === "}" || character === "]" || character === undefined;

function skipSpace(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? "")) at += 1;
  return at;
}

function skipSeparator(text: string, from: number): number {
  const at = skipSpace(text, from);
  return text[at] === "," ? skipSpace(text, at + 1) : at;
}

const scalar = /"(?:[^"\\]|\\.)*"|[^\s,[\]{}:"]+/y;

function endOfValue(text: string, start: number): number {
  if (text[start] === "{" || text[start] === "[") {
    return skipSpace(text, partsOf(text, start).at(-1)?.end ?? start + 1) + 1;
  }
  scalar.lastIndex = start;
  return start + (scalar.exec(text)?.[0].length ?? 1);
}
