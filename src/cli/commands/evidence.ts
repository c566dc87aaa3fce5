import { stat } from "node:fs/promises";
import { verifyBundle } from "../../evidence/index.ts";
import { type Status, sha256Hex, utf8 } from "../../foundation/index.ts";
import { createGate } from "../../gate/index.ts";
import { formatTrustedKeys, type TrustedKeys } from "../../provenance/index.ts";
import { type LanguageOptions, renderVerifierPage } from "../../report/index.ts";
import { fileSystemStore } from "../../stores/index.ts";
import { type Arguments, type Command, textOf, UsageError } from "../command.ts";
import { type ExitCode, exitCodes, toExitCode } from "../exit-codes.ts";
import { unreadable, writeFile } from "../files.ts";
import { readHouseKeys } from "../house-keys.ts";
import { languageOptions, toLanguage } from "../language-options.ts";
import type { Output } from "../output.ts";
import { readPackageFile } from "../package-file.ts";
import { findPlaces, STORE_ABOUT } from "../places.ts";

/** One business key's story in one file: for a browser that verifies it, or for programs. */
export const evidence: Command = {
  positionals: ["html|json|verifier", "[ID]"],
  options: {
    store: { type: "string", value: "FOLDER", about: STORE_ABOUT },
    keys: {
      type: "string",
      value: "FOLDER",
      about: "the house's keys, to sign the list of parts; default: those of ./countersign.json, else beside the store",
    },
    out: { type: "string", value: "FILE", about: "where the file goes; default: named after ID" },
    external: { type: "boolean", about: "for outsiders: leave out what people were told in the house" },
    ...languageOptions,
  },
  examples: [
    "countersign evidence html PO-4500012345",
    "countersign evidence json PO-4500012345 --store run/store --out po.json",
    "countersign evidence verifier --out verifier.html",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const [form = "", id] = args.positionals;
    if (form === "verifier") return writeVerifier(textOf(args, "out") ?? "verifier.html", output);
    if (form !== "html" && form !== "json")
      throw new UsageError("say `evidence html ID`, `evidence json ID` or `evidence verifier`");
    if (id === undefined) throw new UsageError("ID is missing: the business key that messages name as their subject");
    return writeCase(id, form, args, output);
  },
};

async function writeVerifier(file: string, output: Output): Promise<ExitCode> {
  const page = await readPackageFile("dist/verifier.html");
  const sha256 = sha256Hex(page);
  await writeFile(file, page);
  output.value({ file, sha256 });
  output.line(`${sha256}  ${file}`);
  output.line(
    "compare this SHA-256 with the one that the release names; the page opens any evidence, without a network",
  );
  return exitCodes.done;
}

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

async function writeCase(id: string, form: keyof typeof forms, args: Arguments, output: Output): Promise<ExitCode> {
  const language = toLanguage(args);
  const file = textOf(args, "out") ?? `${fileNameOf(id)}.${form}`;
  const found = await collect(id, args);
  const { status } = await verifyBundle(found.bundle, { trustedKeys: found.trustedKeys, at: new Date() });
  const content = await forms[form](found, language);
  await writeFile(file, content);
  output.value({ file, id, status, bytes: content.length, sha256: sha256Hex(found.bundle) });
  output.line(`${output.bold(status.toUpperCase())}  ${file}`);
  output.line(next[form](file, status));
  return toExitCode(status);
}

const next: Readonly<Record<keyof typeof forms, (file: string, status: Status) => string>> = {
  html: () =>
    "double-click it: it verifies itself in the browser, without a network; change a byte of it, and it says so",
  json: (file) => `countersign verify ${file} --keys trusted-keys.json`,
};

async function collect(id: string, args: Arguments): Promise<Case> {
  const { store: folder, keys: keysFolder } = await findPlaces(args);
  const { keys, name } = await readHouseKeys(keysFolder);
  await expectFolder(folder);
  const store = fileSystemStore(folder);
  const gate = createGate({ name, store, keys });
  try {
    const audience = args.values.external === true ? "external" : "internal";
    return { id, bundle: await gate.evidence(id, { audience }), trustedKeys: await gate.trustedKeys() };
  } finally {
    await gate.close();
    await store.close();
  }
}

/** A store that is not there would be made: asking must not write. */
async function expectFolder(folder: string): Promise<void> {
  try {
    await stat(folder);
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

/** A business key may hold what no file name may, and must not lead out of the folder. */
const fileNameOf = (id: string): string =>
  id
    .replaceAll(/[^\w.-]+/g, "-")
    .replace(/^[.-]+/, "")
    .slice(0, 80) || "case";
