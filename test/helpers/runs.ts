/** How often a property is tried, or how much is tried: as much as it takes in CI, less where somebody waits. */

export function runs<T>({ ci, here }: { readonly ci: T; readonly here: T }): T {
  return process.env["CI"] ? ci : here;
}
