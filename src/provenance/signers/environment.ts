import { isIntegrityError, parseJson } from "../../foundation/index.ts";
import { type PrivateJwk, parsePrivateJwk } from "../key.ts";
import type { Signer } from "../signer.ts";
import { nodeSigner } from "./node.ts";
import { type PemOptions, parsePrivatePem, unreadable } from "./pem.ts";

export interface EnvironmentOptions extends PemOptions {
  /** Default: the environment of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * A signer with its key in an environment variable: a JWK, or PKCS#8 in PEM, where line breaks may be written `\n`.
 *
 * @throws {ProvenanceError} `key_unreadable` when the variable is empty or holds neither; `key_unsupported`, `key_weak`. When it
 * signs: `algorithm_unavailable`, `signing_failed`
 */
export function environmentSigner(
  name: string,
  { environment = processEnvironment(), ...options }: EnvironmentOptions = {},
): Signer {
  const value = environment[name]?.trim();
  if (!value) throw unreadable(`the environment variable \`${name}\` is empty`);
  return nodeSigner(
    value.startsWith("{") ? readJwk(value, name) : parsePrivatePem(value.replaceAll("\\n", "\n"), options),
  );
}

/** What is wrong with the text is not told: a part of the key would be. */
function readJwk(value: string, name: string): PrivateJwk {
  try {
    return parsePrivateJwk(parseJson(value));
  } catch (error) {
    if (isIntegrityError(error) && !error.code.startsWith("json_")) throw error;
    throw unreadable(`the environment variable \`${name}\` holds no JWK`);
  }
}

const processEnvironment = (): Readonly<Record<string, string | undefined>> =>
  (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {};
