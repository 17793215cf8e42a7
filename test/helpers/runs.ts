/** How often a property is tried, or how much data is tried: the full amount in CI, less where a person is waiting. */

export function runs<T>({ ci, here }: { readonly ci: T; readonly here: T }): T {
  return process.env["CI"] ? ci : here;
}
