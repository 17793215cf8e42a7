/** The stream with one of its methods replaced; all others act on the stream itself. */
export function replaceMethod<S extends object>(stream: S, name: keyof S, method: (...args: never[]) => unknown): S {
  return new Proxy(stream, {
    get(target, key) {
      if (key === name) return method;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
