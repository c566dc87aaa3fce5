/** What the policies say together, from the mildest to the most severe: the most severe one wins. */
export type Effect = "allow" | "review" | "quarantine" | "deny";

export const effects: readonly Effect[] = ["allow", "review", "quarantine", "deny"];

export const severityOf = (effect: Effect): number => effects.indexOf(effect);
