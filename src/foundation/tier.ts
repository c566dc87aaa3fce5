/** The blast radius of an action: how much harm it can do, and so how much proof it needs. People read it as *impact*. */
export type Tier = "low" | "material" | "critical";

/** Every tier, from the narrowest to the widest. */
export const tiers: readonly Tier[] = ["low", "material", "critical"];

/** The wider of two blast radiuses. */
export const widerTier = (left: Tier, right: Tier): Tier =>
  tiers.indexOf(left) >= tiers.indexOf(right) ? left : right;
