/** A change to documents: new ones, and the list that names them, which is written last. */
export interface DocumentChange {
  /** Text by path. A document that the list does not name yet counts for nothing, and may be replaced. */
  readonly added: Readonly<Record<string, string>>;
  readonly list: {
    readonly path: string;
    /** What it held when the change was decided on; `undefined` when there was none. */
    readonly before: string | undefined;
    readonly after: string;
  };
}

/**
 * Documents by path, for what people and version control read, too: the versions of contracts. Paths are segments of
 * letters, digits, `.`, `_`, `-` and `+` that begin with a letter or digit.
 */
export interface Documents {
  read(path: string): Promise<string | undefined>;
  /** Every path, in order. */
  paths(): Promise<readonly string[]>;
  /** Durably, the list last; `false`, and nothing, when the list is no longer as it was. */
  change(change: DocumentChange): Promise<boolean>;
}

const path = /^[A-Za-z0-9][\w.+-]{0,250}(?:\/[A-Za-z0-9][\w.+-]{0,250}){0,5}$/;

/** A path that leads nowhere else. @throws {TypeError} */
export function checkPath(text: string): string {
  if (path.test(text)) return text;
  throw new TypeError(`\`${text.slice(0, 60)}\` is no path of a document`);
}
