import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pack, unpack } from "./pack.ts";

const TYPES = [Float64Array, Uint32Array, Uint16Array] as const;
/** Prices, codes, numbers with fractions, and NaN. */
const NUMBERS = [
  fc.nat({ max: 86_400_000 * 90 }).map((n) => 1_790_000_000_000 + n),
  fc.nat({ max: 300 }).map((n) => n * 25_000),
  fc.nat({ max: 255 }),
  fc.nat({ max: 2 ** 31 }),
  fc.constant(0),
  fc.constantFrom(2 ** 32 - 1, 2 ** 53 - 1, 1e13, Number.NaN, 65_535, 0.5, -1),
];

describe("a packed column", () => {
  test("has every value that it had, whole and in parts", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        fc.subarray(NUMBERS, { minLength: 1 }).chain((kinds) => fc.array(fc.oneof(...kinds), { maxLength: 60 })),
        fc.nat(),
        fc.nat(),
        (Type, numbers, a, b) => {
          const values = Type.from(numbers);
          const { bytes, packing } = pack(values);
          expect([...unpack(bytes, packing, Type, values.length)]).toEqual([...values]);
          const [from, to] = [a % (values.length + 1), b % (values.length + 1)].sort((x, y) => x - y) as [
            number,
            number,
          ];
          const part = bytes.slice(from * packing[0], to * packing[0]);
          expect([...unpack(part, packing, Type, to - from)]).toEqual([...values.subarray(from, to)]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("prices in multiples of 25,000 pico-dollars take four bytes of eight, times five, codes one, and one value none", () => {
    const sizeOf = (values: Float64Array | Uint16Array): number => pack(values).bytes.length;
    expect(sizeOf(Float64Array.of(25_000 * 4_000_000_000, 25_000, 50_000, Number.NaN))).toBe(4 * 4);
    expect(sizeOf(Uint16Array.of(3, 255, 0))).toBe(3);
    expect(sizeOf(Float64Array.of(1_795_000_000_000, 1_790_000_000_001, 1_790_000_000_002))).toBe(3 * 5);
    expect(sizeOf(new Uint16Array(100).fill(7))).toBe(0);
  });
});
