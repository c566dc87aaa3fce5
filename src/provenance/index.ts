export { type AlgorithmName, algorithms } from "./algorithms.ts";
export type { Fetch, Question } from "./ask.ts";
export { promote } from "./batch/promote.ts";
export { type SealBatchOptions, sealBatch } from "./batch/seal-batch.ts";
export { createSealer, type Sealer, type SealerOptions } from "./batch/sealer.ts";
export type { BatchSettings } from "./batch/stating.ts";
export { type Checkpoint, parseCheckpoint, type SignedCheckpoint, withSignatureLines } from "./checkpoint.ts";
export { type CheckpointMemory, createCheckpointMemory } from "./checkpoint-memory.ts";
export {
  type CheckpointChecks,
  type VerifiedCheckpoint,
  type VerifyCheckpointOptions,
  verifyCheckpoint,
} from "./checkpoint-verdict.ts";
export { type Claim, type ClaimSeal, parseClaimSeal, sealClaim, statesClaim, withReasonDigest } from "./claim.ts";
export type {
  StreamFinding,
  StreamFindingCode,
  StreamFindings,
  StreamReasonCode,
  StreamReasons,
} from "./completeness/findings.ts";
export { completeRanges } from "./completeness/ranges.ts";
export {
  checkCompleteness,
  createStreamReader,
  type StreamRange,
  type StreamReader,
  type StreamReaderOptions,
  type StreamReport,
} from "./completeness/reader.ts";
export { type StreamStatement, toStreamStatement } from "./completeness/stream-statement.ts";
export { type Contradiction, contradictionOf, parseContradiction, verifyContradiction } from "./contradiction.ts";
export { type AddCheckpoint, formatAddCheckpoint } from "./cosign/add-checkpoint.ts";
export { type Cosignature, type CosignerIdentity, signCosignature } from "./cosign/cosignature.ts";
export {
  type CosignAnswer,
  type Cosigner,
  type CosignerOptions,
  type CosignReasons,
  type CosignRefusal,
  createCosigner,
} from "./cosign/cosigner.ts";
export type { CosignerQuorum } from "./cosign/quorum.ts";
export { fromDerSignature, toDerSignature } from "./ecdsa-der.ts";
export { envelopeDigest, parseEnvelope, statementOf } from "./envelope.ts";
export {
  type KeyHistoryChecks,
  type ProvenanceCheckCode,
  type ProvenanceChecks,
  ProvenanceError,
  type ProvenanceFailures,
} from "./errors.ts";
export { type FsckLogOptions, fsckLog } from "./fsck/fsck.ts";
export { placeOf } from "./inclusion.ts";
export {
  generateKey,
  keyDigest,
  type PrivateJwk,
  type PublicJwk,
  parsePrivateJwk,
  parsePublicJwk,
  thumbprint,
} from "./key.ts";
export {
  endKeys,
  followKeys,
  type KeyHistoryOptions,
  keyEventSubject,
  type RecordedKeyEvent,
} from "./key-history.ts";
export { keyEventsIn, recordKeyEvent, stateKeyEvent } from "./key-record.ts";
export { createKeySet, type KeySet, type KeySetOptions } from "./key-set.ts";
export { formatLogEntry, type LogEntry, parseLogEntry, toLogEntry } from "./log/entry.ts";
export { createLog, type Log, type LogAppend, type LogOptions } from "./log/log.ts";
export { type PublishedLog, type ReadLogFile, readPublishedLog } from "./log/published.ts";
export { readLog } from "./log/read-log.ts";
export type { LogHead, LogReader } from "./log/reader.ts";
export { type LogStretch, type LogVerdict, type VerifiedLog, verifyLog } from "./log/stretch.ts";
export { type LogFile, tilePath } from "./log/tile-files.ts";
export { hashLeaf, rootOf } from "./merkle.ts";
export { verifyConsistency, verifyInclusion } from "./merkle-proof.ts";
export { type EventPredicate, eventPredicate } from "./predicates/event.ts";
export { type KeyEventPredicate, keyEventPredicate } from "./predicates/key-event.ts";
export { type PredicateKind, predicateType } from "./predicates/predicate.ts";
export {
  type AuthenticationMethod,
  type Channel,
  type ReceivingPredicate,
  receivingPredicate,
} from "./predicates/receiving.ts";
export type { StreamPlace } from "./predicates/stream.ts";
export {
  admissionPredicate,
  approvalPredicate,
  effectPredicate,
  exceptionMovePredicate,
  manifestPredicate,
  quarantineMovePredicate,
  renewalPredicate,
  repairPlanPredicate,
  streamSwitchPredicate,
  type TimedPredicate,
} from "./predicates/timed.ts";
export { coveringLeaf, redact } from "./redact.ts";
export {
  createReplayLedger,
  type ReplayAnswer,
  type ReplayLedger,
  type ReplayLedgerOptions,
  type ReplayLook,
} from "./replay/ledger.ts";
export { type Sighting, toSighting } from "./replay/sighting.ts";
export {
  countersign,
  createSeal,
  nextInStream,
  type ReceivingOptions,
  receiveEvent,
  type SealEventOptions,
  sealEvent,
  stateHouse,
} from "./seal.ts";
export type { SignatureAnswer, SignatureCheck } from "./signature.ts";
export type { SignerResult } from "./signature-vouching.ts";
export type { Signer } from "./signer.ts";
export { type EnvironmentOptions, environmentKey, environmentSigner } from "./signers/environment.ts";
export { localSigner } from "./signers/local.ts";
export { nodeSigner } from "./signers/node.ts";
export { fileSigner, formatPrivatePem, type PemOptions, parsePrivatePem } from "./signers/pem.ts";
export { type RemoteSignerOptions, remoteSigner } from "./signers/remote.ts";
export { type AwsKmsOptions, awsKms } from "./signers/services/aws-kms.ts";
export { type AzureKeyVaultOptions, azureKeyVault } from "./signers/services/azure-key-vault.ts";
export { type GoogleKmsOptions, googleKms } from "./signers/services/google-kms.ts";
export type { KeyService, Token } from "./signers/services/key-service.ts";
export { type VaultTransitOptions, vaultTransit } from "./signers/services/vault-transit.ts";
export { formatTlogProof, fromTlogProof, parseTlogProof, type TlogProof, toTlogProof } from "./tlog-proof.ts";
export {
  formatTrustedKeys,
  parseTrustedKeys,
  type Quorum,
  type QuorumRule,
  type Role,
  roles,
  type TrustedKey,
  type TrustedKeyEntry,
  type TrustedKeys,
  type TrustedKeysFile,
  type TrustOptions,
  trustedKeys,
} from "./trusted-keys.ts";
export { createVerify, type VerifiedStatement, verifyEnvelope } from "./verify.ts";
export type { VerifyOptions } from "./verify-options.ts";
export type { Voucher } from "./vouching.ts";
