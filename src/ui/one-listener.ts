/** Something that one listener at a time is told of. */
export class OneListener<T> {
  #listener: ((value: T) => void) | null = null;

  /** @returns a function that removes the listener */
  listen(listener: (value: T) => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = null;
    };
  }

  protected notify(value: T): void {
    this.#listener?.(value);
  }
}
