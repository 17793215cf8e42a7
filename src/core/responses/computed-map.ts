/** A map whose values are computed at each access, so that a large one takes little memory. */

export abstract class ComputedMap<V> implements ReadonlyMap<string, V> {
  abstract get size(): number;
  abstract get(key: string): V | undefined;
  abstract has(key: string): boolean;
  abstract keys(): MapIterator<string>;

  values(): MapIterator<V> {
    return this.#values() as MapIterator<V>;
  }

  entries(): MapIterator<[string, V]> {
    return this.#entries() as MapIterator<[string, V]>;
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  forEach(visit: (value: V, key: string, all: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this) visit(value, key, this);
  }

  *#values(): Generator<V, undefined> {
    for (const key of this.keys()) yield this.get(key) as V;
    return undefined;
  }

  *#entries(): Generator<[string, V], undefined> {
    for (const key of this.keys()) yield [key, this.get(key) as V];
    return undefined;
  }
}
