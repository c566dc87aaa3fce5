import {
  type Clock,
  concatBytes,
  fromBase64,
  fromHex,
  isIntegrityError,
  systemClock,
  utf8,
} from "../foundation/index.ts";
import type { Channel } from "../provenance/index.ts";

/** Says who sent a request, or `undefined` when nothing shows it: then it is turned away. */
export type Authenticate = (
  request: { readonly headers: { get(name: string): string | null } },
  body: Uint8Array,
) => Promise<Pick<Channel, "method" | "principal"> | undefined>;

/** `hub`: `X-Hub-Signature-256: sha256=HEX` (WebSub, GitHub). `shopify`: `X-Shopify-Hmac-Sha256: BASE64`. `standard-webhooks`: standardwebhooks.com. */
export type WebhookScheme = "hub" | "shopify" | "standard-webhooks";

export interface WebhookOptions {
  readonly scheme: WebhookScheme;
  /** Shared with the sender. More than one while they are changed; those of `standard-webhooks` begin with `whsec_`. */
  readonly secrets: readonly [string, ...string[]];
  /** Who else knows the secret. */
  readonly principal: string;
  /** How far the sender's time may be off, where the scheme signs one. Default 300,000. */
  readonly toleranceMs?: number;
  readonly clock?: Clock;
}

/** What a request claims. */
interface Claim {
  readonly signatures: readonly Uint8Array[];
  readonly signed: Uint8Array;
  readonly sentAt?: number;
}

interface Scheme {
  readonly toKey: (secret: string) => Uint8Array;
  readonly claim: (header: (name: string) => string, body: Uint8Array) => Claim;
}

/** To add a scheme, write a row. Each claim may throw an `IntegrityError` for what is not well encoded. */
const schemes: Readonly<Record<WebhookScheme, Scheme>> = {
  hub: {
    toKey: utf8,
    claim: (header, body) => ({
      signatures: prefixed(header("x-hub-signature-256"), "sha256=", fromHex),
      signed: body,
    }),
  },
  shopify: {
    toKey: utf8,
    claim: (header, body) => ({ signatures: [fromBase64(header("x-shopify-hmac-sha256"))], signed: body }),
  },
  "standard-webhooks": {
    toKey: (secret) => fromBase64(secret.replace(/^whsec_/, "")),
    claim: (header, body) => ({
      signatures: header("webhook-signature")
        .split(" ")
        .flatMap((one) => prefixed(one, "v1,", fromBase64)),
      signed: concatBytes(utf8(`${header("webhook-id")}.${header("webhook-timestamp")}.`), body),
      sentAt: Number(header("webhook-timestamp")) * 1_000,
    }),
  },
};

const prefixed = (text: string, prefix: string, decode: (text: string) => Uint8Array): readonly Uint8Array[] =>
  text.startsWith(prefix) ? [decode(text.slice(prefix.length))] : [];

/** Knows a sender by a secret that both sides share (HMAC with SHA-256). @throws {FoundationError} `bytes_encoding` for a secret that is not what its scheme wants */
export function webhookSignature(options: WebhookOptions): Authenticate {
  const { secrets, principal, toleranceMs = 300_000, clock = systemClock } = options;
  const { toKey, claim } = schemes[options.scheme];
  const keys = secrets.map(toKey);
  if (keys.some(({ length }) => length === 0)) throw new TypeError("a secret of a webhook must not be empty");
  return async ({ headers }, body) => {
    const claimed = claimIn(() => claim((name) => headers.get(name) ?? "", body));
    if (!claimed || !isFresh(claimed, clock.now(), toleranceMs)) return undefined;
    for (const key of keys) if (await isSigned(claimed, key)) return { method: "hmac", principal };
    return undefined;
  };
}

function claimIn(read: () => Claim): Claim | undefined {
  try {
    return read();
  } catch (error) {
    if (isIntegrityError(error)) return undefined;
    throw error;
  }
}

/** A request that somebody recorded and sends again later is none of its sender's. */
const isFresh = ({ sentAt }: Claim, now: Date, toleranceMs: number): boolean =>
  sentAt === undefined || Math.abs(now.getTime() - sentAt) <= toleranceMs;

async function isSigned({ signatures, signed }: Claim, secret: Uint8Array): Promise<boolean> {
  const { subtle } = globalThis.crypto;
  const key = await subtle.importKey("raw", asBuffer(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  // WebCrypto compares in constant time.
  for (const one of signatures) if (await subtle.verify("HMAC", key, asBuffer(one), asBuffer(signed))) return true;
  return false;
}

/** WebCrypto takes no bytes that might be shared between threads. */
const asBuffer = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
