/**
 * Work over all rows of a table of responses: `core/responses/table-operations.ts` says what comes out, and does the same where
 * there is no WebAssembly. The host lays columns in memory, and gives room for what is found.
 */

export { countSums, setOpen, setRows, setSums, sumRanges } from "./sums";

/** Where the host may put what it likes. */
export function heapBase(): usize {
  return __heap_base;
}

/** Row + 1, by identity; 0 = free. Half as many again as rows at least, a power of two, all zero at first. */
let slots: usize = 0;
let mask: u32 = 0;

export function setSlots(at: usize, count: i32): void {
  slots = at;
  mask = <u32>count - 1;
}

/**
 * Enters the rows `from` to (not including) `to` by their identities.
 * @param out gets each row whose identity an earlier one has, and that one
 * @returns where it ends
 */
export function enter(idLo: usize, idHi: usize, from: i32, to: i32, out: usize): usize {
  let p = out;
  for (let i = <usize>from; i < <usize>to; i++) {
    const lo = load<u32>(idLo + (i << 2));
    const hi = load<u32>(idHi + (i << 2));
    let slot = lo & mask;
    while (true) {
      const at = slots + ((<usize>slot) << 2);
      const entry = load<u32>(at);
      if (!entry) {
        store<u32>(at, <u32>i + 1);
        break;
      }
      const row = (<usize>(entry - 1)) << 2;
      if (load<u32>(idLo + row) === lo && load<u32>(idHi + row) === hi) {
        store<u32>(p, <u32>i);
        store<u32>(p, entry - 1, 4);
        p += 8;
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
  return p;
}

export function recodeWide(column: usize, count: i32, codes: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const at = column + (i << 2);
    store<u32>(at, load<u32>(codes + ((<usize>load<u32>(at)) << 2)));
  }
}

export function recodeNarrow(column: usize, count: i32, codes: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const at = column + (i << 1);
    store<u16>(at, <u16>load<u32>(codes + ((<usize>load<u16>(at)) << 2)));
  }
}

/** Adds to each group's place the number of its rows. @param groupOf by code; below zero = in none */
export function countGroups(column: usize, count: i32, groupOf: usize, counts: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const group = load<i32>(groupOf + ((<usize>load<u32>(column + (i << 2))) << 2));
    if (group < 0) continue;
    const at = counts + ((<usize>group) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
}

/** Writes each row where its group goes on. @param next by group: where that is in `rows` */
export function placeGroups(column: usize, count: i32, groupOf: usize, next: usize, rows: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const group = load<i32>(groupOf + ((<usize>load<u32>(column + (i << 2))) << 2));
    if (group < 0) continue;
    const at = next + ((<usize>group) << 2);
    const place = load<u32>(at);
    store<u32>(rows + ((<usize>place) << 2), <u32>i);
    store<u32>(at, place + 1);
  }
}
