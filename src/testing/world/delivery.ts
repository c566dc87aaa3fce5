import type { AdmitOptions } from "../../gate/index.ts";

/** Something that reaches the house: an event, or a person's approval of one. */
export interface Delivery {
  readonly at: Date;
  readonly input: unknown;
  readonly kind: "event" | "approval";
  readonly options: AdmitOptions;
  /** What is wrong with it, as only the world knows. */
  readonly fault?: string;
}
