/** Lets one at a time through for each key, in the order of arrival. Memory: one entry for each key in use. */
export interface Turnstile {
  /** Resolves when it is the caller's turn; the answer ends it. */
  enter(key: string): Promise<() => void>;
  /** The caller's turn if nobody else has it, and nothing otherwise: for callers that must not wait for one another. */
  tryEnter(key: string): (() => void) | undefined;
}

/** Ends a turn at once when the work that it was for fails. */
export async function leavingOnFailure<Value>(work: Promise<Value>, leave: () => void): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    leave();
    throw error;
  }
}

export function createTurnstile(): Turnstile {
  const last = new Map<string, Promise<void>>();
  const queue = (key: string): { readonly before: Promise<void> | undefined; readonly leave: () => void } => {
    const before = last.get(key);
    let end = (): void => undefined;
    const turn = new Promise<void>((resolve) => {
      end = resolve;
    });
    last.set(key, turn);
    const leave = (): void => {
      if (last.get(key) === turn) last.delete(key);
      end();
    };
    return { before, leave };
  };
  return {
    async enter(key) {
      const { before, leave } = queue(key);
      await before;
      return leave;
    },
    tryEnter: (key) => (last.has(key) ? undefined : queue(key).leave),
  };
}
