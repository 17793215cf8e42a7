/** How often a property is tried: as often as it takes in CI, a few times where somebody waits. */

export function runs({ ci, here }: { readonly ci: number; readonly here: number }): number {
  return process.env["CI"] ? ci : here;
}
