/**
 * What Node's own modules are built on. A start is over in the time that some of those modules take to load, or to make
 * objects of answers. None of it is promised by Node: whoever takes it checks what it gives, and has another way.
 */

/** @returns null where Node does not give it, or not without a warning on stderr */
export function nodeBinding<T>(name: string): Partial<T> | null {
  const told = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" ");
  if (told.includes("pending-deprecation") || process.env["NODE_PENDING_DEPRECATION"]) return null;
  const { binding } = process as unknown as { binding?: (name: string) => unknown };
  try {
    return (binding?.(name) as Partial<T> | undefined) ?? null;
  } catch {
    return null;
  }
}
