/** The `message` object of a row: a response, or what a person typed. */

import { CLOSE_BRACE, COMMA, OPEN_BRACE, QUOTE } from "./bytes";
import { keyEnd, lastWord } from "./keys";
import {
  CONTENT as CONTENT_TEXT,
  ID as ID_TEXT,
  MODEL as MODEL_TEXT,
  STOPPED,
  setFlag,
  setText,
  textOffset,
} from "./record";
import { stringEnd } from "./strings";
import { clearUsage, usageEnd } from "./usage";
import { valueEnd } from "./values";
import { CONTENT, ID, MODEL, STOP_REASON, USAGE } from "./words";

export let hasMessage: bool = false;
export let hasUsage: bool = false;

/** Clears the message that the row had so far, because the last one counts. */
export function clearMessage(): void {
  hasMessage = false;
  hasUsage = false;
  setText(textOffset(ID_TEXT), 0, 0);
  setText(textOffset(MODEL_TEXT), 0, 0);
  setText(CONTENT_TEXT, 0, 0);
  setFlag(STOPPED, false);
  clearUsage();
}

/** @param at the position of the value of `message` */
export function messageEnd(at: usize): usize {
  clearMessage();
  if (load<u8>(at) !== OPEN_BRACE) return valueEnd(at);
  hasMessage = true;
  if (load<u8>(at, 1) === CLOSE_BRACE) return at + 2;
  let p = at;
  do {
    const value = keyEnd(p + 1);
    if (!value) return 0;
    p = member(value);
    if (!p) return 0;
  } while (load<u8>(p) === COMMA);
  return load<u8>(p) === CLOSE_BRACE ? p + 1 : 0;
}

function member(at: usize): usize {
  switch (lastWord()) {
    case ID:
      return textEnd(at, textOffset(ID_TEXT));
    case MODEL:
      return textEnd(at, textOffset(MODEL_TEXT));
    case CONTENT:
      return textEnd(at, CONTENT_TEXT);
    case STOP_REASON:
      setFlag(STOPPED, load<u8>(at) === QUOTE && load<u8>(at, 1) !== QUOTE);
      return valueEnd(at);
    case USAGE:
      hasUsage = load<u8>(at) === OPEN_BRACE;
      return hasUsage ? usageEnd(at) : valueEnd(at);
    default:
      return valueEnd(at);
  }
}

/** Stores a text; any other value counts as missing. */
export function textEnd(at: usize, offset: usize): usize {
  if (load<u8>(at) !== QUOTE) {
    setText(offset, 0, 0);
    return valueEnd(at);
  }
  const end = stringEnd(at + 1);
  setText(offset, at + 1, end - at - 2);
  return end;
}
