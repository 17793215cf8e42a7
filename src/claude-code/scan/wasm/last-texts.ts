/** Texts of the last response, kept to tell which of them the next one repeats: most do, from row to row. */

import { isSame } from "./bytes";
import { identify, identityHi, identityLo } from "./identity";
import { HANDED_TEXTS, ID, ID_HI, ID_LO, lengthOf, RECORD, REQUEST, REQUEST_HASH, SAME, textAt } from "./record";

const LONGEST: usize = 1024;
const COUNT: usize = 13;
const STRIDE: usize = 1040;
const KEPT: usize = memory.data(13520, 16);
/** Length + 1 of each; 0 = not known. */
const LENGTHS: usize = memory.data(52, 4);

/** Of the last response. */
let idLo: u32 = 0;
let idHi: u32 = 0;
let requestHash: u32 = 0;

/** From here on every text is new: another file begins. */
export function forgetTexts(): void {
  memory.fill(LENGTHS, 0, COUNT * 4);
}

/** Whether the text is that of the last response. */
export function isRepeated(text: usize): bool {
  const length = lengthOf(text);
  return load<u32>(LENGTHS + (text << 2)) === <u32>length + 1 && isSame(KEPT + text * STRIDE, textAt(text), length);
}

function keep(text: usize): void {
  const length = lengthOf(text);
  store<u32>(LENGTHS + (text << 2), length > LONGEST ? 0 : <u32>length + 1);
  if (length <= LONGEST) memory.copy(KEPT + text * STRIDE, textAt(text), length);
}

/** Notes in a response's record which of its texts are repeated, and keeps the others. @returns whether all are */
export function compareTexts(): bool {
  let same = 0;
  for (let text: usize = 0; text < HANDED_TEXTS; text++) {
    if (isRepeated(text)) same |= 1 << (<i32>text);
    else keep(text);
  }
  store<u32>(RECORD, same, SAME);
  return same === (1 << (<i32>HANDED_TEXTS)) - 1;
}

/** The rows of one response follow each other: its hashes are worked out once. */
export function identifyTexts(): void {
  if (!isRepeated(ID)) {
    keep(ID);
    identify(textAt(ID), lengthOf(ID));
    idLo = identityLo();
    idHi = identityHi();
  }
  if (!isRepeated(REQUEST)) {
    keep(REQUEST);
    identify(textAt(REQUEST), lengthOf(REQUEST));
    const hash = identityLo();
    requestHash = lengthOf(REQUEST) === 0 ? 0 : hash === 0 ? 1 : hash;
  }
  store<u32>(RECORD, idLo, ID_LO);
  store<u32>(RECORD, idHi, ID_HI);
  store<u32>(RECORD, requestHash, REQUEST_HASH);
}
