import { isJsonObject, type JsonValue } from "../../foundation/index.ts";
import type { Place, Places } from "../schema/place.ts";

/**
 * Whether a document holds only members that its schema declares: by name, by a pattern, or by a schema for all others.
 * An object of which nothing is declared may hold any.
 */
export function isTidy(document: JsonValue, places: Places): boolean {
  const visit = (value: JsonValue, place: Place): boolean => {
    if (Array.isArray(value)) return value.every((item) => visit(item, places.item(place)));
    if (!isJsonObject(value)) return true;
    const isFree = !place.schemas.some(
      ({ properties }) => isJsonObject(properties) && Object.keys(properties).length > 0,
    );
    return Object.entries(value).every(([name, member]) => {
      const next = places.member(place, name);
      return (isFree || next.declared || next.schemas.length > 0) && visit(member, next);
    });
  };
  return visit(document, places.root);
}
