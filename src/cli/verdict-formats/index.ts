import type { VerifyBundleOptions } from "../../evidence/index.ts";
import type { Verdict } from "../../foundation/index.ts";
import { formatTrustedKeys } from "../../provenance/index.ts";
import { renderJUnit, renderVerdictPage } from "../../report/index.ts";
import { toCase } from "../../verifier/index.ts";

/** What was verified, and what came of it. */
export interface Verified {
  readonly verdict: Verdict<unknown>;
  readonly file: string;
  readonly bundle: Uint8Array;
  readonly options: VerifyBundleOptions;
}

/** A verdict as a document, by the name of its format. To add one, add a row. `text` and `json` are what every command has. */
export const verdictFormats: Readonly<Record<string, (verified: Verified) => Promise<string>>> = {
  junit: async ({ verdict, file }) => renderJUnit(verdict, file),
  html: async ({ verdict, file, bundle, options: { trustedKeys, at } }) => {
    const keys = JSON.stringify(formatTrustedKeys(trustedKeys));
    return renderVerdictPage({ ...(await toCase({ bundle, keys, keysAlong: false, at })), verdict }, file);
  },
};
