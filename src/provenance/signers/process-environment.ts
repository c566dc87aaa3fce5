export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of the process; empty where there is none. */
export const processEnvironment = (): Environment =>
  (globalThis as { process?: { env?: Environment } }).process?.env ?? {};
