import { isIntegrityError, parseJson } from "../../foundation/index.ts";
import { type PrivateJwk, parsePrivateJwk } from "../key.ts";
import type { Signer } from "../signer.ts";
import { nodeSigner } from "./node.ts";
import { type PemOptions, parsePrivatePem, unreadable } from "./pem.ts";
import { type Environment, processEnvironment } from "./process-environment.ts";

export interface EnvironmentOptions extends PemOptions {
  /** Default: the environment of the process. */
  readonly environment?: Environment;
}

/**
 * A private key in an environment variable: a JWK, or PKCS#8 in PEM, where line breaks may be written `\n`.
 *
 * @throws {ProvenanceError} `key_unreadable` when the variable is empty or holds neither; `key_unsupported`, `key_weak`
 */
export function environmentKey(
  name: string,
  { environment = processEnvironment(), ...options }: EnvironmentOptions = {},
): PrivateJwk {
  const value = environment[name]?.trim();
  if (!value) throw unreadable(`the environment variable \`${name}\` is empty`);
  return value.startsWith("{") ? readJwk(value, name) : parsePrivatePem(value.replaceAll("\\n", "\n"), options);
}

/**
 * A signer with such a key. When it signs: `algorithm_unavailable`, `signing_failed`.
 *
 * @throws {ProvenanceError} `key_unreadable`, `key_unsupported`, `key_weak` as {@link environmentKey}
 */
export const environmentSigner = (name: string, options: EnvironmentOptions = {}): Signer =>
  nodeSigner(environmentKey(name, options));

/** What is wrong with the text is not told: a part of the key would be. */
function readJwk(value: string, name: string): PrivateJwk {
  try {
    return parsePrivateJwk(parseJson(value));
  } catch (error) {
    if (isIntegrityError(error) && !error.code.startsWith("json_")) throw error;
    throw unreadable(`the environment variable \`${name}\` holds no JWK`);
  }
}
