import { de } from "./de.ts";
import { en, type Texts } from "./en.ts";

export type { Texts };

/** The languages of the pages. To add one, add a file and a row. */
export type Locale = "en" | "de";

export const texts: Readonly<Record<Locale, Texts>> = { en, de };

/** Whether a page can be written in a language. */
export const isLocale = (name: string): name is Locale => Object.hasOwn(texts, name);
