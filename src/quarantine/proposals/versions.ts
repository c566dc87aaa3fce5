import type { Propose } from "./proposal.ts";

/** The event names a version of the contract that is not known here: to the one that is, by migrations. */
export const proposeForVersion: Propose = ({ facts: { dataschema } }, { contract: { id, version } }) => {
  const named = versionNamed(String(dataschema));
  return named?.contract !== id || named.version === version
    ? []
    : [[{ op: "migrate", contract: id, from: named.version, to: version }]];
};

/** The contract and the version that a `dataschema` names, in the form that it has where the contract gives none. */
export function versionNamed(dataschema: string): { readonly contract: string; readonly version: string } | undefined {
  const [, contract, version] = /^urn:contract:(.+):([^:]+)$/.exec(dataschema) ?? [];
  return contract === undefined || version === undefined ? undefined : { contract, version };
}
