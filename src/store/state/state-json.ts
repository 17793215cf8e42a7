/** JSON of our own state files, with whole amounts of money: a `bigint` is written as `"123n"`, which no other text of ours looks like. */

const BIG = /^-?\d+n$/;

export function stateJson(value: object): string {
  return JSON.stringify(value, (_key, part) => (typeof part === "bigint" ? `${part}n` : part));
}

/** @throws SyntaxError where it is no JSON */
export function parseStateJson(source: string): unknown {
  return JSON.parse(source, (_key, part) =>
    typeof part === "string" && BIG.test(part) ? BigInt(part.slice(0, -1)) : part,
  );
}
