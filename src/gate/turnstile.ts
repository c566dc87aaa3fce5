/** Lets one at a time through for each key, in the order of arrival. Memory: one entry for each key in use. */
export interface Turnstile {
  /** Resolves when it is the caller's turn; the answer ends it. */
  enter(key: string): Promise<() => void>;
}

export function createTurnstile(): Turnstile {
  const last = new Map<string, Promise<void>>();
  return {
    async enter(key) {
      const before = last.get(key);
      let leave = (): void => undefined;
      const turn = new Promise<void>((resolve) => {
        leave = resolve;
      });
      last.set(key, turn);
      await before;
      return () => {
        if (last.get(key) === turn) last.delete(key);
        leave();
      };
    },
  };
}
