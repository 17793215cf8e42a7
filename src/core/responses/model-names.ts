/** Names of models, as many as a table's column tells apart. */

import { Interner } from "./interner.ts";

/** A code of the column is 16 bits wide. */
export const MOST_MODELS = 65_536;
/** Stands for all names that are too many. It has no price, so that a report says what it could not price. */
export const OTHER_MODELS = `(more than ${MOST_MODELS - 1} models)`;

export class ModelNames extends Interner<string> {
  constructor() {
    super((name) => name);
  }

  override code(name: string): number {
    const isFull = this.values.length >= MOST_MODELS - 1 && !this.has(name);
    return super.code(isFull ? OTHER_MODELS : name);
  }
}
