/** A map that is created at the first access: many reports need nothing from it, or one entry. */
export class LazyMap<V> implements ReadonlyMap<string, V> {
  readonly #make: () => ReadonlyMap<string, V>;
  #made: ReadonlyMap<string, V> | null = null;

  constructor(make: () => ReadonlyMap<string, V>) {
    this.#make = make;
  }

  get size(): number {
    return this.all().size;
  }

  get(key: string): V | undefined {
    return this.all().get(key);
  }

  has(key: string): boolean {
    return this.all().has(key);
  }

  keys(): MapIterator<string> {
    return this.all().keys();
  }

  values(): MapIterator<V> {
    return this.all().values();
  }

  entries(): MapIterator<[string, V]> {
    return this.all().entries();
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.all().entries();
  }

  forEach(visit: (value: V, key: string, all: ReadonlyMap<string, V>) => void): void {
    this.all().forEach(visit);
  }

  /** Whether more than single entries had to be created. */
  protected get isMade(): boolean {
    return this.#made !== null;
  }

  protected all(): ReadonlyMap<string, V> {
    this.#made ??= this.#make();
    return this.#made;
  }
}
