/**
 * Why: the project speaks of itself alone, in its own words. Each word here has one meaning in this house, or none; what a
 * cheap search cannot tell apart is left to the reader.
 */
export const name = "words";
export const about = "no words of a workplace, no machine's paths, no second word for one thing";

/** Where each is looked for, and why it is not wanted. */
const unwanted = [
  { pattern: /\bissues? #\d+/i, in: "all", why: "say what is so, not who reported it" },
  { pattern: /\b(pull request|PR) #?\d+\b/, in: "all", why: "say what is so, not how it came" },
  { pattern: /\b(TODO|FIXME)\b/, in: "all", why: "do it, or describe the limit in the room's page" },
  {
    pattern: /\b(coding|AI|LLM|software) agents?\b/i,
    in: "all",
    why: "the project does not speak of the tools that wrote it",
  },
  {
    pattern: /\b(chat|coding|working) session\b/i,
    in: "all",
    why: "the project does not speak of its workplace",
  },
  { pattern: /(?<![\w.])\/(work|home|Users|root)\/[\w.-]+/, in: "all", why: "a path of one machine" },
  { pattern: /\b[A-Z]:\\\\?Users\\/, in: "all", why: "a path of one machine" },
  {
    pattern: /\bwitness(es|ed|ing)?\b/i,
    in: "all",
    why: "a partner that signs checkpoints is a cosigner; two schemas disagree by a counterexample",
  },
  {
    pattern: /\bthrow(s|n|ing)? an? exception\b|\bexception is thrown\b/i,
    in: "all",
    why: "an exception is a work item; what is thrown is an error",
  },
  {
    pattern: /\boutcome\b.*["'](rejected|denied|quarantined|dead-lettered)["']/,
    in: "src",
    why: "an admission is accepted, held or refused",
  },
];

const places = ["src", "test", "docs", "examples", "schema"];
/** The tests of this check have to say what it refuses. */
const own = "test/tools/";
const textual = /\.(ts|mts|cts|js|mjs|cjs|json|md|txt|html|css|csv|ya?ml)$/;

export async function run(context) {
  const all = [...places.flatMap((folder) => context.files(folder)), ...rootPages(context)];
  const files = all.filter((file) => textual.test(file) && !file.startsWith(own));
  return { problems: files.flatMap((file) => problemsIn(file, context.read(file))), notes: [`${files.length} files`] };
}

const rootPages = (context) =>
  ["README.md", "CHANGELOG.md", "SECURITY.md", "SUPPORT.md"].filter((page) => context.has(page));

function problemsIn(file, text) {
  const rules = unwanted.filter((rule) => rule.in === "all" || file.startsWith(`${rule.in}/`));
  return text.split("\n").flatMap((line, at) =>
    rules.flatMap(({ pattern, why }) => {
      const match = pattern.exec(line);
      return match ? [`${file}:${at + 1} \`${match[0]}\`: ${why}`] : [];
    }),
  );
}
