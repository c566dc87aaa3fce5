const PREFIX = "capsule:";

/** How a held event is named in the queue of exceptions. */
export const capsuleRef = (capsule: string): string => PREFIX + capsule;

/** The capsule that a name in the queue stands for, where it stands for one. */
export const capsuleOfRef = (ref: string): string | undefined =>
  ref.startsWith(PREFIX) ? ref.slice(PREFIX.length) : undefined;
