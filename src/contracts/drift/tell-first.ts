import { expandPattern, type JsonValue, parsePointer } from "../../foundation/index.ts";
import { type Places, tellPath } from "../schema/place.ts";

/** The pointer to the first value at a pattern, as far as it may be told. */
export const tellFirst = (data: JsonValue, pattern: string, places: Places): string =>
  tellPath(places.along(data, parsePointer(expandPattern(data, pattern)[0] ?? "")));
