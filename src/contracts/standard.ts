import { type JsonValue, parsePointer } from "../foundation/index.ts";
import type { ContractsFinding } from "./errors.ts";

/** What a schema of any library has in common with the others: https://standardschema.dev, version 1. */
export interface StandardSchema {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
  };
}

/** The answer of such a schema: no issues, or some. */
export type StandardResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** One thing that is wrong, and where. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a compiled contract offers under `~standard`. */
export interface StandardProps {
  readonly version: 1;
  readonly vendor: "countersign";
  readonly validate: (value: unknown) => StandardResult;
}

/** Data that is not JSON is told so; data is never changed on the way. */
export const toStandard = (validate: (data: JsonValue) => readonly ContractsFinding[]): StandardProps => ({
  version: 1,
  vendor: "countersign",
  validate(value) {
    const findings = validate(value as JsonValue);
    return findings.length === 0 ? { value } : { issues: findings.map(toIssue) };
  },
});

const toIssue = ({ sentence, path }: ContractsFinding): StandardIssue => ({
  message: sentence,
  path: parsePointer(path),
});
