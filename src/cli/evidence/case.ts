import { verifyBundle } from "../../evidence/index.ts";
import { type Status, sha256Hex, utf8 } from "../../foundation/index.ts";
import { formatTrustedKeys, type TrustedKeys } from "../../provenance/index.ts";
import { type LanguageOptions, renderVerifierPage } from "../../report/index.ts";
import { type Arguments, type Command, textOf, UsageError } from "../command.ts";
import { type ExitCode, toExitCode } from "../exit-codes.ts";
import { writeFile } from "../files.ts";
import { languageOptions, toLanguage } from "../language-options.ts";
import type { Output } from "../output.ts";
import { readPackageFile } from "../package-file.ts";
import { askHouse, audienceOf, CHECKPOINT_ABOUT, checkpointOf, houseOptions } from "./house.ts";

type Form = "html" | "json";

/** One business key's story in one file: for a browser that verifies it, or for programs. */
export const caseCommand = (form: Form): Command => ({
  positionals: ["ID"],
  options: {
    ...houseOptions,
    checkpoint: { type: "string", value: "FILE", about: CHECKPOINT_ABOUT },
    out: { type: "string", value: "FILE", about: "where the file goes; default: named after ID" },
    ...(form === "html" && languageOptions),
  },
  examples: [
    `countersign evidence ${form} PO-4500012345`,
    `countersign evidence ${form} PO-4500012345 --store run/store --external --out po.${form}`,
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const [id] = args.positionals;
    if (id === undefined) throw new UsageError("ID is missing: the business key that messages name as their subject");
    return writeCase(id, form, args, output);
  },
});

/** How a bundle becomes a file, by form. */
const forms = {
  json: async ({ bundle }: Case): Promise<Uint8Array> => bundle,
  html: async ({ bundle, trustedKeys, id }: Case, { locale, zone }: LanguageOptions): Promise<Uint8Array> =>
    utf8(
      renderVerifierPage({
        script: await readPackageFile("dist/verifier.js"),
        ...(locale && { locale }),
        carried: {
          title: id,
          bundle,
          trustedKeys: JSON.stringify(formatTrustedKeys(trustedKeys)),
          ...(zone !== undefined && { zone }),
        },
      }),
    ),
} as const;

interface Case {
  readonly id: string;
  readonly bundle: Uint8Array;
  readonly trustedKeys: TrustedKeys;
}

async function writeCase(id: string, form: Form, args: Arguments, output: Output): Promise<ExitCode> {
  const language = toLanguage(args);
  const file = textOf(args, "out") ?? `${fileNameOf(id)}.${form}`;
  const checkpoint = await checkpointOf(args);
  const options = { audience: audienceOf(args), ...(checkpoint !== undefined && { checkpoints: [checkpoint] }) };
  const found = await askHouse(args, async (gate) => ({
    id,
    bundle: await gate.evidence(id, options),
    trustedKeys: await gate.trustedKeys(),
  }));
  const { status } = await verifyBundle(found.bundle, { trustedKeys: found.trustedKeys, at: new Date() });
  const content = await forms[form](found, language);
  await writeFile(file, content);
  output.value({ file, id, status, bytes: content.length, sha256: sha256Hex(found.bundle) });
  output.line(`${output.bold(status.toUpperCase())}  ${file}`);
  output.line(next[form](file, status));
  return toExitCode(status);
}

const next: Readonly<Record<Form, (file: string, status: Status) => string>> = {
  html: () =>
    "double-click it: it verifies itself in the browser, without a network; change a byte of it, and it says so",
  json: (file) => `countersign verify ${file} --keys trusted-keys.json`,
};

/** A business key may hold what no file name may, and must not lead out of the folder. */
const fileNameOf = (id: string): string =>
  id
    .replaceAll(/[^\w.-]+/g, "-")
    .replace(/^[.-]+/, "")
    .slice(0, 80) || "case";
