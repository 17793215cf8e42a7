/**
 * Access to Node's internal bindings, because loading some of Node's own modules, or creating their result objects,
 * takes as long as a whole start. Node guarantees none of it: every caller checks what it gets, and has a fallback.
 */

/** @returns null where Node does not provide it, or not without a warning on stderr */
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
