/** Detects answers by a model other than the requested one. */

/**
 * @param asked as logged; "" = not logged
 * @param nameOf the name of a model in reports
 * @returns the name of the requested model; null where that model answered
 */
export function askedInstead(model: string, asked: string, nameOf: (model: string) => string): string | null {
  if (asked === "") return null;
  const name = nameOf(asked);
  return name === nameOf(model) ? null : name;
}
