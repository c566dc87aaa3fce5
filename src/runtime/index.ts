export { type Base64, base64, portableBase64 } from "./base64.ts";
export { type Breaker, type BreakerOptions, createBreaker } from "./breaker.ts";
export { formatDer, formatDerInteger } from "./der.ts";
export { makeDirectories } from "./directories.ts";
export { type Files, platformFiles } from "./files.ts";
export { builtinModule } from "./platform.ts";
export { type PrivateKeyPem, privateKeyPem } from "./private-key-pem.ts";
export { createRetryBudget, type RetryBudget, type RetryBudgetOptions, type RetryOptions, retry } from "./retry.ts";
export { portableSha256, type Sha256, sha256 } from "./sha256.ts";
export { SHA256_BLOCK_BYTES, sha256After, sha256State } from "./sha256-state.ts";
export {
  type NativeSigner,
  type NativeVerifier,
  nativeSigner,
  nativeVerifier,
  type SignatureScheme,
} from "./signatures.ts";
export { type TimeoutOptions, withTimeout } from "./timeout.ts";
export { createXxhash, loadFastXxhash, portableXxhash, type Xxhash } from "./xxhash.ts";
