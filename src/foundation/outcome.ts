/** The gate's answer for one event: go, parked and nothing lost, no. */
export type Outcome = "accepted" | "held" | "refused";

/** What a held event waits for: a person, a repair, a second try, a part that is down, or somebody who can read it. */
export type HeldFor = "review" | "quarantine" | "deadline" | "unavailable" | "dead-letter";

/** Every outcome. */
export const outcomes: readonly Outcome[] = ["accepted", "held", "refused"];
/** Everything that an event can be held for. */
export const heldForReasons: readonly HeldFor[] = ["review", "quarantine", "deadline", "unavailable", "dead-letter"];
