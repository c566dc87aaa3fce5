/** Where a log holds something. */
export interface EntryPlace {
  readonly origin: string;
  readonly index: number;
}
