/** How a held event is named in the queue of exceptions. */
export const capsuleRef = (capsule: string): string => `capsule:${capsule}`;
