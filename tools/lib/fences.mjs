/**
 * @typedef {object} Fence
 * @property {string} language the first word after the backticks, `""` when there is none
 * @property {string} [file] a second word: the name under which an example's input is laid beside it
 * @property {string} text without the last line end
 * @property {number} line where the fence begins, from 1
 */

const opening = /^(\s*)(`{3,}|~{3,})\s*([^\s`]*)\s*([^\s`]*)[^`]*$/;

/**
 * The fenced blocks of a Markdown page, in their order. A fence that is never closed reaches to the end of the page.
 *
 * @param {string} markdown
 * @returns {Fence[]}
 */
export function fencesOf(markdown) {
  const fences = [];
  let open;
  for (const [at, line] of markdown.split(/\r?\n/).entries()) {
    if (open && isClosing(line, open.mark)) open = undefined;
    else if (open) open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line.trimStart());
    else {
      open = openedBy(line, at + 1);
      if (open) fences.push(open);
    }
  }
  return fences.map(({ language, file, lines, line }) => ({ language, file, text: lines.join("\n"), line }));
}

function openedBy(text, line) {
  const match = opening.exec(text);
  if (!match) return undefined;
  const [, indent, mark, language, file] = match;
  return { indent, mark, language, file: file || undefined, line, lines: [] };
}

const isClosing = (line, mark) => line.trim().startsWith(mark) && /^[`~]+$/.test(line.trim());

/** The same page with every line inside a fence made empty, so that line numbers stay. */
export function withoutFences(markdown) {
  let open;
  return markdown
    .split(/\r?\n/)
    .map((line) => {
      if (open) {
        if (isClosing(line, open.mark)) open = undefined;
        return "";
      }
      open = openedBy(line, 0);
      return open ? "" : line;
    })
    .join("\n");
}
