/** Some hashes in the vectors are of another length, or are `null`, and must be refused for it. */
export const hashOf = (text: string | null): Uint8Array => Buffer.from(text ?? "", "base64");

export const hashesOf = (texts: readonly string[] | null): readonly Uint8Array[] => (texts ?? []).map(hashOf);
