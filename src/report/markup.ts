import { htmlWith, type Markup, type MarkupPart, type MarkupTag } from "../foundation/index.ts";

/** Records and sentences in a report may have several lines. */
export const html: MarkupTag = htmlWith({ multiline: true });

/** A value that came from outside: its direction of writing cannot reach beyond it. */
export const datum = (value: MarkupPart): Markup => html`<bdi>${value}</bdi>`;
