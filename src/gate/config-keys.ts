import { closed, type Shape, text } from "../foundation/shape.ts";
import {
  environmentKey,
  localSigner,
  type PrivateJwk,
  parsePrivatePem,
  parsePublicJwk,
  parseTrustedKeys,
} from "../provenance/index.ts";
import { asDocument, type Reader, readContent, readDocument } from "./config-reader.ts";
import { GateError } from "./errors.ts";
import type { HouseKeys, KeyHolder } from "./settings.ts";

/** Names of the key files in a keys directory. The private ones are JWKs that only their owner may read. */
export const keyFiles = { house: "house.jwk.json", log: "log.jwk.json", trusted: "trusted-keys.json" } as const;

/** A private key that does not lie in the folder as a JWK: in an encrypted file, or in an environment variable. */
interface KeySource {
  readonly file?: string;
  readonly variable?: string;
  readonly passphraseVariable?: string;
}

const keySource: Shape<KeySource> = closed({}, { file: text, variable: text, passphraseVariable: text });

/** `keys` of a configuration. */
export interface KeysFile {
  readonly directory: string;
  readonly house?: KeySource;
  readonly log?: KeySource;
}

export const keysShape: Shape<KeysFile> = closed({ directory: text }, { house: keySource, log: keySource });

export function readKeys({ directory, house, log }: KeysFile, reader: Reader): HouseKeys {
  const at = (name: string): string => `${directory}/${name}`;
  return {
    house: readKey(house, at(keyFiles.house), reader),
    log: readKey(log, at(keyFiles.log), reader),
    trusted: readDocument(reader, at(keyFiles.trusted), parseTrustedKeys),
  };
}

/** The key where the configuration says it lies; by default a JWK in the folder. */
function readKey(source: KeySource | undefined, jwk: string, reader: Reader): KeyHolder {
  if (!source) return readDocument(reader, jwk, toKeyHolder);
  const { file, variable, ...options } = source;
  if ((file === undefined) === (variable === undefined))
    throw new GateError("config_malformed", `\`keys\`: name a \`file\` or a \`variable\``, {
      path: "/keys",
      problem: "a key lies in a file or in an environment variable",
    });
  if (file === undefined)
    return asDocument(`$${variable}`, () => toKeyHolder(environmentKey(variable as string, options)));
  const content = readContent(reader, file);
  return asDocument(file, () => toKeyHolder(parsePrivatePem(content, options)));
}

/** A private JWK as the signer it makes. */
export const toKeyHolder = (jwk: unknown): KeyHolder => ({
  signer: localSigner(jwk as PrivateJwk),
  publicKey: parsePublicJwk(jwk),
});
