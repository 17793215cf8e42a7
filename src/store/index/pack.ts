/** Columns of whole numbers in as few bytes as they need: prices are multiples of a cent's fraction, codes are small. */

type Values = Float64Array | Uint32Array | Uint16Array;
type ValuesType = { new (length: number): Values; readonly BYTES_PER_ELEMENT: number };

/** Bytes each (0 = all are 0), what each is a multiple of, and whether the largest number stands for NaN. */
export type Packing = readonly [bytes: 0 | 1 | 2 | 4 | 8, step: number, hasNaN: boolean];

const NARROW = [
  [1, Uint8Array],
  [2, Uint16Array],
  [4, Uint32Array],
] as const;

export function pack(values: Values): { readonly bytes: Uint8Array; readonly packing: Packing } {
  const each = values.BYTES_PER_ELEMENT as 2 | 4 | 8;
  const { largest, step, hasNaN } = measure(values);
  if (largest === 0 && !hasNaN) return { bytes: new Uint8Array(), packing: [0, 1, false] };
  const narrow = NARROW.find(([bytes]) => bytes < each && largest / step <= 2 ** (bytes * 8) - 1 - Number(hasNaN));
  if (!narrow) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return { bytes, packing: [each, 1, false] };
  }
  const [bytes, Type] = narrow;
  const none = 2 ** (bytes * 8) - 1;
  const packed = new Type(values.length);
  values.forEach((value, i) => {
    packed[i] = Number.isNaN(value) ? none : value / step;
  });
  return { bytes: new Uint8Array(packed.buffer), packing: [bytes, step, hasNaN] };
}

/** @returns the largest as Infinity where there is a number that is not whole, or below 0 */
function measure(values: Values): { largest: number; step: number; hasNaN: boolean } {
  let largest = 0;
  let step = 0;
  let hasNaN = false;
  for (const value of values) {
    if (Number.isNaN(value)) hasNaN = true;
    else if (!Number.isInteger(value) || value < 0) return { largest: Number.POSITIVE_INFINITY, step: 1, hasNaN };
    else {
      if (value > largest) largest = value;
      if (step !== 1) step = commonDivisor(step, value);
    }
  }
  return { largest, step: Math.max(1, step), hasNaN };
}

function commonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** Values of a part of a column. @param bytes that part, as it was packed; used as it lies where it is not narrowed */
export function unpack(
  bytes: Uint8Array,
  [each, step, hasNaN]: Packing,
  Type: ValuesType & { new (buffer: ArrayBuffer, offset: number, length: number): Values },
  length: number,
): Values {
  if (each === Type.BYTES_PER_ELEMENT) return new Type(bytes.buffer as ArrayBuffer, bytes.byteOffset, length);
  const values = new Type(length);
  if (each === 0) return values;
  const Narrow = NARROW.find(([width]) => width === each)?.[1] ?? Uint8Array;
  const packed = new Narrow(bytes.buffer as ArrayBuffer, bytes.byteOffset, length);
  const none = hasNaN ? 2 ** (each * 8) - 1 : -1;
  for (let i = 0; i < length; i++) {
    const value = packed[i] as number;
    values[i] = value === none ? Number.NaN : value * step;
  }
  return values;
}
