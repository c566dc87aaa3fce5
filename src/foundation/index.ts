export { type Answer, combineStatus, proven, type Reason, refuted, type Status, unknown } from "./answer.ts";
export {
  concatBytes,
  equalBytes,
  fromBase64,
  fromBase64url,
  fromHex,
  fromUtf8,
  textToBase64url,
  toBase64,
  toBase64url,
  toHex,
  utf8,
} from "./bytes.ts";
export { type CanonicalJsonOptions, canonicalJson, readCanonicalJson } from "./canonical-json.ts";
export { type Clock, systemClock } from "./clock.ts";
export {
  absoluteDecimal,
  addDecimals,
  compareDecimals,
  type Decimal,
  divideDecimals,
  equalDecimals,
  formatDecimal,
  isDecimal,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  type Rounding,
  roundDecimal,
  subtractDecimals,
  toNumber,
} from "./decimal.ts";
export { type Digest, digestJson, isSha256Hex, sha256Hex } from "./digest.ts";
export {
  FoundationError,
  type FoundationFailures,
  hasCode,
  IntegrityError,
  type IntegrityErrorOptions,
  isIntegrityError,
  redact,
} from "./errors.ts";
export {
  EVENT_FORMAT_VERSION,
  type Event,
  type EventKind,
  eventAttributes,
  eventIdentity,
  eventTime,
  parseEvent,
} from "./event.ts";
export { type Finding, type Severity, worstSeverity } from "./finding.ts";
export { matchesAnyGlob, matchesGlob } from "./glob.ts";
export { isJsonObject, type JsonObject, type JsonProfile, type JsonValue } from "./json.ts";
export { hashSource, html, htmlWith, type Markup, type MarkupPart, type MarkupTag, trusted } from "./markup.ts";
export { type HeldFor, heldForReasons, type Outcome, outcomes } from "./outcome.ts";
export { applyPatch, diffPatch, equalJson, type Patch, type PatchOperation, parsePatch } from "./patch.ts";
export {
  appendToken,
  expandPattern,
  formatPointer,
  memberOf,
  parsePointer,
  valueAt,
} from "./pointer.ts";
export { onlyMembers, withoutMembers } from "./pointer-tree.ts";
export { type Random, type SeededRandom, seededRandom, systemRandom } from "./random.ts";
export {
  add as addRationals,
  invert as invertRational,
  multiply as multiplyRationals,
  negate as negateRational,
  type Rational,
  rational,
} from "./rational.ts";
export {
  type Check,
  type DisclosureLeaf,
  type Disclosures,
  type Envelope,
  type EnvelopeSignature,
  type Inclusion,
  type Seal,
  type SignedStatement,
  type Statement,
  type Subject,
  toAnswer,
  type Verdict,
  type Verify,
} from "./seal.ts";
export { type ParseJsonOptions, parseJson } from "./strict-json.ts";
export { type Tier, tiers, widerTier } from "./tier.ts";
export { formatInstant, orderTimes, parseDuration, parseInstant, type TimeInterval } from "./time.ts";
export {
  conversionFactor,
  convertDecimal,
  isCommensurable,
  minorUnitDigits,
  type Packs,
  parseUnit,
  type Unit,
} from "./unit.ts";
export { type VisibleTextOptions, visibleText } from "./visible-text.ts";
