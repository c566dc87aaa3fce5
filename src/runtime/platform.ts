type BuiltinLookup = <Name extends string>(name: Name) => unknown;

/**
 * A Node built-in module, or `undefined` on a platform that has none.
 *
 * `process.getBuiltinModule` is asked instead of `import`, so that bundlers for browsers and edge workers find nothing to resolve.
 */
export function builtinModule<Module>(name: string): Module | undefined {
  const lookup = (globalThis as { process?: { getBuiltinModule?: BuiltinLookup } }).process?.getBuiltinModule;
  return lookup?.(name) as Module | undefined;
}
