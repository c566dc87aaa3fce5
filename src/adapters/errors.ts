import { type Finding, IntegrityError } from "../foundation/index.ts";

/** One failure of the adapters room per code; `details` holds its facts. */
export interface AdaptersFailures {
  /** The bytes are not text: an archive, or a file of a program. */
  csv_not_text: { readonly looksLike: string };
  /** A byte does not belong to the encoding. */
  csv_encoding: { readonly encoding: string; readonly line: number };
  /** There is no row in it, or not even a header. */
  csv_empty: Record<string, never>;
  /** The names in the header cannot tell the columns apart; `column` counts from 1. */
  csv_header_malformed: { readonly column: number; readonly problem: string };
  /** A quotation mark stands where none may, or is missing. */
  csv_quote_misplaced: { readonly line: number };
  /** A row is larger than the limit, in bytes: a quotation mark that is never closed, or the wrong line ends. */
  csv_row_too_large: { readonly line: number; readonly limit: number };
  /** A record of a JSON file is none, or stands where none may; `line` is where it begins. */
  row_malformed: { readonly line: number; readonly problem: string };
  /** A record of a JSON file is larger than the limit, in bytes. */
  row_too_large: { readonly line: number; readonly limit: number };
  /** A gzip archive ends too early, was changed, or is followed by something else. */
  gzip_damaged: { readonly problem: string };
  /** A gzip archive unpacks to more bytes than it may: in all, or for its size. */
  gzip_too_large: { readonly limit: number };
  /** The mapping is not as its page says; `path` says where. */
  mapping_malformed: { readonly path: string; readonly problem: string };
  /** The file lacks columns that the events are named by: it does not belong to this mapping. */
  mapping_columns_missing: { readonly columns: readonly string[] };
  /** A file or folder of a published log cannot be read or written; the cause says why. */
  publish_failed: { readonly path: string };
  /** The git command refused, or is not there. */
  git_failed: { readonly reason: string };
  /** The profile is not as its page says; `path` says where. */
  profile_malformed: { readonly path: string; readonly problem: string };
  /** A file of the profile cannot be read. */
  profile_unreadable: { readonly file: string };
  /** A file that the profile names is not what it should be. */
  profile_file_malformed: { readonly file: string };
  /** CAP: a guarded field is set to an expression; only the database would know its value. */
  cap_value_computed: { readonly field: string };
  /** CAP: which records the request changes, and how, cannot be told from its query. */
  cap_request_unsupported: { readonly problem: string };
  /** CAP: the request changes more guarded records than one request may. */
  cap_too_many_records: { readonly limit: number };
  /** CAP: what would be committed is not what was admitted. */
  cap_changed_since: { readonly subject: string };
  /** The content type of a message is none that is read here. */
  message_content_unsupported: { readonly contentType: string };
  /** The message says that it is a signed envelope, and is none. */
  message_not_signed: Record<string, never>;
  /** Neither the message nor the channel says what the event needs to be named by. */
  message_attribute_missing: { readonly attribute: string };
  /** The message names another source or type than the channel is for. */
  message_claim_unexpected: { readonly attribute: string; readonly expected: string };
}

export class AdaptersError<Code extends keyof AdaptersFailures = keyof AdaptersFailures> extends IntegrityError<
  Code,
  AdaptersFailures[Code]
> {}

/** User input as a message shows it: cut, and on one line. */
export const shown = (text: string): string =>
  (text.length > 60 ? `${text.slice(0, 60)}…` : text).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ");

/** Why a row cannot become an event. */
export interface AdaptersFindings {
  /** The row has fewer cells than the header: which of them are missing is not known. */
  cells_missing: { readonly expected: number; readonly actual: number };
  /** The row has more cells than the header: to which columns they belong is not known. */
  cells_unexpected: { readonly expected: number; readonly actual: number };
  /** A cell is empty that the event's identifier is made of. */
  identifier_missing: { readonly column: string };
}

/** A finding of this room: `code` says which facts it has. */
export type AdaptersFinding = {
  readonly [Code in keyof AdaptersFindings]: Finding<Code, AdaptersFindings[Code]>;
}[keyof AdaptersFindings];

/** Why a request was turned away before the gate was asked; the code of its problem. */
export interface WebReasons {
  /** The request is no POST. */
  method_not_allowed: Record<string, never>;
  /** The body is larger than the limit, or its sender broke off. */
  body_too_large: Record<string, never>;
  /** The signature of the request is missing, wrong or too old. */
  sender_unknown: Record<string, never>;
}
