import { isLocale, isZone, type LanguageOptions } from "../report/index.ts";
import { type Arguments, type Option, textOf, UsageError } from "./command.ts";

/** How pages for people are written. */
export const languageOptions: Readonly<Record<"locale" | "zone", Option>> = {
  locale: { type: "string", value: "en|de", about: "language of the pages for people; default en" },
  zone: { type: "string", value: "ZONE", about: "a time zone beside UTC on those pages, such as Europe/Berlin" },
};

/** @throws {UsageError} */
export function toLanguage(args: Arguments): LanguageOptions {
  const [locale, zone] = [textOf(args, "locale"), textOf(args, "zone")];
  if (locale !== undefined && !isLocale(locale)) throw new UsageError("--locale must be en or de");
  if (zone !== undefined && !isZone(zone)) throw new UsageError("--zone must name a time zone, such as Europe/Berlin");
  return { ...(locale !== undefined && { locale }), ...(zone !== undefined && { zone }) };
}
