/** What is offered behind one verb. */
export interface Completed {
  readonly name: string;
  readonly about: string;
  readonly flags: readonly { readonly flag: string; readonly about: string }[];
  /** Fixed words that it takes: `new`, `add`. */
  readonly words: readonly string[];
}

/** By shell. To add one, write a row. */
export const scripts: Readonly<Record<string, (verbs: readonly Completed[]) => string>> = { bash, zsh, fish };

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const namesOf = (verbs: readonly Completed[]): string => verbs.map(({ name }) => name).join(" ");
const offered = ({ words, flags }: Completed): string => [...words, ...flags.map(({ flag }) => flag)].join(" ");

function bash(verbs: readonly Completed[]): string {
  return [
    "_countersign() {",
    "  local current=$2 offered=",
    `  case $COMP_CWORD,\${COMP_WORDS[1]} in`,
    `    1,*) COMPREPLY=($(compgen -W ${quoted(namesOf(verbs))} -- "$current")); return ;;`,
    ...verbs.map((verb) => `    *,${verb.name}) offered=${quoted(offered(verb))} ;;`),
    "  esac",
    '  COMPREPLY=($(compgen -W "$offered" -- "$current") $(compgen -f -- "$current"))',
    "}",
    "complete -o filenames -F _countersign countersign",
  ].join("\n");
}

function zsh(verbs: readonly Completed[]): string {
  const described = (name: string, about: string): string => quoted(`${name.replaceAll(":", "\\:")}:${about}`);
  return [
    "#compdef countersign",
    "_countersign() {",
    "  local -a offered",
    "  if (( CURRENT == 2 )); then",
    `    offered=(${verbs.map(({ name, about }) => described(name, about)).join(" ")})`,
    "    _describe command offered",
    "    return",
    "  fi",
    '  case "$words[2]" in',
    ...verbs.map(({ name, words, flags }) => {
      const all = [...words.map(quoted), ...flags.map(({ flag, about }) => described(flag, about))];
      return `    ${name}) offered=(${all.join(" ")}) ;;`;
    }),
    "  esac",
    "  _describe option offered",
    "  _files",
    "}",
    "compdef _countersign countersign",
  ].join("\n");
}

function fish(verbs: readonly Completed[]): string {
  return verbs
    .flatMap(({ name, about, words, flags }) => [
      `complete -c countersign -n __fish_use_subcommand -f -a ${name} -d ${fishQuoted(about)}`,
      ...[...words].map((word) => `${behind(name)} -a ${word}`),
      ...flags.map((one) => `${behind(name)} -l ${one.flag.slice(2)} -d ${fishQuoted(one.about)}`),
    ])
    .join("\n");
}

const behind = (verb: string): string => `complete -c countersign -n '__fish_seen_subcommand_from ${verb}'`;
const fishQuoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
