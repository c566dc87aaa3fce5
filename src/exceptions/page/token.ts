import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { equalBytes, toBase64url, utf8 } from "../../foundation/index.ts";

/** How long a page that stands open can still be sent. */
const HOURS_4 = 4 * 3_600_000;

/** Shows that a form was made by this page, for this person, not long ago. */
export interface FormTokens {
  make(principal: string, at: Date): string;
  check(token: string, principal: string, at: Date): boolean;
}

export function createFormTokens(secret: Uint8Array): FormTokens {
  const tagOf = (expires: string, principal: string): string =>
    toBase64url(hmac(sha256, secret, utf8(JSON.stringify([expires, principal]))));
  return {
    make(principal, at) {
      const expires = String(at.getTime() + HOURS_4);
      return `${expires}.${tagOf(expires, principal)}`;
    },
    check(token, principal, at) {
      const [expires = "", tag = ""] = token.split(".");
      const isRight = sameText(tag, tagOf(expires, principal));
      return isRight && Number(expires) > at.getTime();
    },
  };
}

/** Compares hashes of both, so that time tells nothing of how much of a guess was right. */
const sameText = (one: string, other: string): boolean => equalBytes(sha256(utf8(one)), sha256(utf8(other)));
