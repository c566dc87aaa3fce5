import type { JsonValue } from "../../../foundation/index.ts";
import { matching, type Shape } from "../../../foundation/shape.ts";
import { isPointer, where } from "../../shapes.ts";

/** One kind of step. To add one, write its file and list it in `table.ts`. */
export interface Operation<Step> {
  readonly shape: Shape<Step>;
  /** Reads the step once, into a function from data to data. That throws {@link StepProblem} where the step does not fit. */
  readonly compile: (step: Step) => (data: JsonValue) => JsonValue;
  /** The step that takes it back exactly, where there is one. */
  readonly invert: (step: Step) => object | undefined;
}

/** A name that a member can be given. */
export const nameShape: Shape<string> = where(
  matching(/^.{1,200}$/su, "a name of 1 to 200 characters"),
  (name) => name !== "__proto__",
  "another name than `__proto__`",
);

/** A pointer pattern that ends at a member of an object. */
export const memberPattern: Shape<string> = where(
  matching(/^\/(?:.*\/)?[^/]+$/su, "a pointer of a member, such as `/lines/*/price`"),
  (text) => isPointer(text) && !/\/(?:\*|\d+)$/.test(text) && !text.split("/").includes("__proto__"),
  "a pointer of a member, such as `/lines/*/price`",
);
