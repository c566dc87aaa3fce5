/**
 * Why: a page that points to a page that is gone teaches readers not to follow links.
 */
import { posix } from "node:path";
import { withoutFences } from "../lib/fences.mjs";

export const name = "links";
export const about = "relative links and anchors in the documents lead somewhere";

export async function run(context) {
  const pages = context.files("", ".md");
  const anchors = new Map(pages.map((page) => [page, anchorsOf(context.read(page))]));
  return { problems: pages.flatMap((page) => brokenLinks(context, page, anchors)), notes: [`${pages.length} pages`] };
}

function brokenLinks(context, page, anchors) {
  return linksOf(context.read(page)).flatMap(({ line, target }) => {
    const [path, anchor] = target.split("#");
    const file = path === "" ? page : posix.join(posix.dirname(page), decodeURI(path));
    const place = `${page}:${line} links to \`${target}\``;
    if (file.startsWith("../") || !context.has(file)) return [`${place}: there is no such file`];
    if (anchor === undefined || !anchors.has(file) || anchors.get(file).has(anchor)) return [];
    return [`${place}: ${file} has no such heading`];
  });
}

/** `[text](target)`, images, and `[label]: target`; not what is written as code, and not other sites. */
function linksOf(markdown) {
  const lines = withoutFences(markdown).split("\n");
  return lines.flatMap((text, at) => {
    const prose = text.replaceAll(/`[^`]*`/g, "");
    const targets = [
      ...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g),
      ...prose.matchAll(/^\s*\[[^\]]+\]:\s*<?([^\s>]+)>?/g),
    ];
    return targets
      .map(([, target]) => ({ line: at + 1, target }))
      .filter(({ target }) => !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target));
  });
}

/** Headings as the usual renderers name them: lower case, punctuation dropped, spaces to hyphens, repeated ones numbered. */
export function anchorsOf(markdown) {
  const anchors = new Set([...markdown.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)].map(([, id]) => id));
  const seen = new Map();
  for (const [, heading] of withoutFences(markdown).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = slugOf(heading);
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return anchors;
}

const slugOf = (heading) =>
  heading
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/<[^>]+>/g, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
