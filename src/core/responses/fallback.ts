/** Answers of another model than the one that was asked. */

/**
 * @param asked as logged; "" = not logged
 * @param nameOf the name under which reports know a model
 * @returns the name of the model that was asked; null where it answered itself
 */
export function askedInstead(model: string, asked: string, nameOf: (model: string) => string): string | null {
  if (asked === "") return null;
  const name = nameOf(asked);
  return name === nameOf(model) ? null : name;
}
