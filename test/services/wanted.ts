/** The address of a service from its variable; `undefined` when it is absent, which is an error where everything must run. */
export function addressOf(variable: string): string | undefined {
  const address = process.env[variable];
  if (address) return address;
  if (process.env.CI === "true") throw new Error(`${variable} is not set: it must be where CI=true`);
  console.warn(`skipped: ${variable} is not set (see docs/testing.md)`);
  return undefined;
}
