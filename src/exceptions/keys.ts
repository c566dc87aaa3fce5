import { sha256Hex } from "../foundation/index.ts";

/** Every key of the queue; `docs/formats/exception.md` tells what is in each. */
export const INBOX = "exceptions/inbox/";
export const ITEMS = "exceptions/item/";
export const EVENTS = "exceptions/event/";
export const HEAD = "exceptions/head";

const padded = (sequence: number, digits: number): string => String(sequence).padStart(digits, "0");

export const itemKey = (id: string): string => ITEMS + id;
export const moveKey = (id: string, sequence: number): string => `exceptions/move/${id}/${padded(sequence, 6)}`;
export const eventKey = (sequence: number): string => EVENTS + padded(sequence, 16);
export const cursorKey = (name: string): string => `exceptions/cursor/${sha256Hex(name)}`;
/** Hashed, because references may hold any characters. */
export const memberKey = (ref: string): string => `exceptions/member/${sha256Hex(ref)}`;
export const memberPrefix = (id: string): string => `exceptions/members/${id}/`;
/** Order of keys is order of time. */
export const listedKey = (id: string, { at, ref }: { readonly at: string; readonly ref: string }): string =>
  `${memberPrefix(id)}${at}/${sha256Hex(ref)}`;
