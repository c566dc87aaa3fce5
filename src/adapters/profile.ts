import { type Contract, parseContract } from "../contracts/index.ts";
import {
  hasCode,
  isIntegrityError,
  type JsonValue,
  parseJson,
  parsePointer,
  type Tier,
  tiers,
} from "../foundation/index.ts";
import {
  closed,
  jsonObject,
  listOf,
  matching,
  oneOf,
  readFormat,
  type Shape,
  satisfying,
  text,
} from "../foundation/shape.ts";
import type { GateConfig, PresetName } from "../gate/index.ts";
import { compilePolicy, type PolicyDocument } from "../policy/index.ts";
import type { AuthenticationMethod, Channel } from "../provenance/index.ts";
import { type Files, platformFiles } from "../runtime/index.ts";
import { parseTrustModel } from "../trust/index.ts";
import { type CsvOptions, delimiters } from "./csv.ts";
import { AdaptersError, shown } from "./errors.ts";
import { type CompiledMapping, compileMapping } from "./mapping.ts";
import { type RowFormat, rowFormats } from "./rows.ts";
import { textEncodings } from "./text-of-bytes.ts";

/** Everything that is needed to take in one kind of file: how it is written, what its rows mean, and what may happen. */
export interface Profile {
  /** Of the stream, and of a house that is made for it: without spaces, such as `scms/deliveries`. */
  readonly name: string;
  readonly source: string;
  readonly type: string;
  /** What the file is made of. Default `csv`; any of them may be packed with gzip. */
  readonly format?: RowFormat;
  readonly csv: CsvOptions;
  readonly mapping: CompiledMapping;
  /** How the file came, for the receiving statement; its name is the file's unless the profile gives one. */
  readonly channel: Omit<Channel, "name"> & { readonly name?: string };
  /** The part of a gate's configuration that is about these events. */
  readonly gate: Pick<GateConfig, "contracts" | "policies" | "streams" | "trust">;
}

const methods: readonly AuthenticationMethod[] = ["mtls", "hmac", "api-user", "none"];
const presetNames: readonly PresetName[] = ["observe", "strict"];
const word = matching(/^\S{1,200}$/, "a name without spaces, of 1 to 200 characters");
const pointer = satisfying("a pointer into the data, such as `/changedBy`", isPointer);
const inFolder = satisfying("a file in the folder of the profile, such as `policy.json`", isWithin);
const fileOrObject: Shape<JsonValue> = (value, path) =>
  (typeof value === "string" ? inFolder : jsonObject)(value, path);

function isPointer(value: string): boolean {
  try {
    return parsePointer(value).length > 0;
  } catch {
    return false;
  }
}

/** A profile may come from somebody else: it names nothing outside of its folder, on any platform. */
function isWithin(path: string): boolean {
  const isRelative = path !== "" && !/^[\\/]|:|\0/.test(path);
  return isRelative && path.length <= 500 && !path.split(/[\\/]/).includes("..");
}

const shape = closed(
  {
    formatVersion: oneOf(1),
    name: matching(/^[^\s+]{1,200}$/, "a name without spaces, such as `scms/deliveries`"),
    source: word,
    type: word,
    mapping: fileOrObject,
    contracts: listOf(inFolder),
    policies: listOf(inFolder),
  },
  {
    trust: inFolder,
    preset: oneOf(...presetNames),
    tier: oneOf(...tiers),
    requester: pointer,
    obligations: listOf(text),
    format: oneOf(...rowFormats),
    csv: closed({}, { encoding: oneOf(...textEncodings), delimiter: oneOf(...delimiters), columns: listOf(text) }),
    channel: closed({ method: oneOf(...methods) }, { name: text, principal: text }),
  },
);

type ProfileFile = ReturnType<typeof shape>;

/**
 * Reads `profile.json` in a folder, and every file that it names in there. What it answers can be composed: contracts and
 * policies have been compiled once.
 *
 * @throws {AdaptersError} `profile_unreadable`, `profile_malformed`, `profile_file_malformed`, `mapping_malformed`
 * @throws {FoundationError} `newer_format`
 */
export function readProfile(folder: string): Profile {
  const reader = openFolder(folder);
  const file = readProfileFile(reader);
  const { name, source, type, mapping, format = "csv", csv = {}, channel = { method: "none" } } = file;
  const own = typeof mapping === "string" ? reader.read(mapping, asIs) : mapping;
  return {
    name,
    source,
    type,
    format,
    csv,
    channel,
    mapping: compileMapping(own as never, { source, type }),
    gate: toGate(file, reader),
  };
}

function toGate({ contracts, policies, trust, ...rest }: ProfileFile, { read }: Folder): Profile["gate"] {
  const [agreed, rules] = [
    contracts.map((name) => read(name, parseContract)),
    policies.map((name) => read(name, readPolicy)),
  ];
  return {
    contracts: agreed,
    policies: rules,
    ...(trust !== undefined && { trust: read(trust, parseTrustModel) }),
    streams: [toStream(rest, agreed[0], rules[0])],
  };
}

/** Whether an operator can compare its value is only asked when it is compiled. */
const readPolicy = (json: JsonValue): PolicyDocument => compilePolicy(json as unknown as PolicyDocument).document;

type StreamConfig = NonNullable<GateConfig["streams"]>[number];

/** The first contract and the first policy are those of the stream; others may be named by the events. */
function toStream(
  {
    name,
    source,
    type,
    preset = "observe",
    tier,
    requester,
    obligations,
  }: Omit<ProfileFile, "contracts" | "policies" | "trust">,
  contract: Contract | undefined,
  policy: PolicyDocument | undefined,
): StreamConfig {
  return {
    name,
    source,
    type,
    preset,
    ...(tier && { tier: tier as Tier }),
    ...(requester !== undefined && { requester }),
    ...(obligations && { obligations }),
    ...(contract && { contract: contract.id }),
    ...(policy && { policy: policy.id }),
  };
}

// ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Folder {
  read<Document>(file: string, parse: (value: JsonValue) => Document): Document;
}

const PROFILE = "profile.json";
const MAX_BYTES = 16 * 1_048_576;
const asIs = (value: JsonValue): JsonValue => value;

function readProfileFile({ read }: Folder): ProfileFile {
  const value = read(PROFILE, asIs);
  try {
    return readFormat("profile", 1, shape, value);
  } catch (error) {
    if (!hasCode(error, "format_malformed")) throw error;
    const details = error.details as { path: string; problem: string };
    const message = `\`${PROFILE}\`: at \`${shown(details.path)}\`, ${details.problem}`;
    throw new AdaptersError("profile_malformed", message, details, { cause: error });
  }
}

function openFolder(folder: string): Folder {
  const files = platformFiles();
  if (!files) throw unreadable(PROFILE, "this platform has no files: make the parts of a profile in code");
  return {
    read(file, parse) {
      const value = readJson(files, files.resolve(folder, file), file);
      try {
        return parse(value);
      } catch (cause) {
        if (!isIntegrityError(cause) || cause instanceof AdaptersError || hasCode(cause, "newer_format")) throw cause;
        throw notWhatItShouldBe(file, cause.message, cause);
      }
    },
  };
}

function readJson(files: Files, path: string, file: string): JsonValue {
  let content: string;
  try {
    content = files.readText(path);
  } catch (cause) {
    throw unreadable(file, "it cannot be read: name the folder that holds it, and check who may read it", cause);
  }
  // Bytes that are not UTF-8 have been read as this mark: the name of a column would never be found.
  if (content.includes("\ufffd")) throw notWhatItShouldBe(file, "it is not UTF-8 text: save it as UTF-8");
  try {
    return parseJson(content, { maxBytes: MAX_BYTES });
  } catch (cause) {
    throw notWhatItShouldBe(file, (cause as Error).message, cause);
  }
}

const notWhatItShouldBe = (file: string, problem: string, cause?: unknown): AdaptersError =>
  new AdaptersError("profile_file_malformed", `\`${shown(file)}\`: ${problem}`, { file }, { cause });

const unreadable = (file: string, problem: string, cause?: unknown): AdaptersError =>
  new AdaptersError("profile_unreadable", `\`${shown(file)}\`: ${problem}`, { file }, { cause });
