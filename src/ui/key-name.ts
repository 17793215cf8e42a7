/** Converts Ink's key events to the keymap's names. */

import type { Key } from "ink";

export type NamedKey = { readonly name: string /** What it types; "" = nothing. */; readonly text: string };

/** Several printable characters that arrive together (fast typing, a paste) become one key each. */
export function keysOf(input: string, key: Key): readonly NamedKey[] {
  const isPlain = !key.ctrl && !key.meta;
  if (isPlain && input.length > 1) return [...input].flatMap(oneOfMany);
  return [{ name: keyName(input, key), text: isPlain && !CONTROL.test(input) ? input : "" }];
}

const CONTROL = /[\u0000-\u001f\u007f]/;
const CONTROL_NAMES: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\u0003": "ctrl-c",
  "\u0015": "ctrl-u",
  "\u0017": "ctrl-w",
  "\u007f": "backspace",
};

function oneOfMany(char: string): readonly NamedKey[] {
  if (!CONTROL.test(char)) return [{ name: char === " " ? "space" : char, text: char }];
  const name = CONTROL_NAMES[char];
  return name === undefined ? [] : [{ name, text: "" }];
}

/** @param input as decoded by Ink; the name of a printable key is its character */
function keyName(input: string, key: Key): string {
  if (key.ctrl) return `ctrl-${input}`;
  if (key.tab) return key.shift ? "shift-tab" : "tab";
  if (key.return) return "enter";
  if (key.escape) return "escape";
  if (key.backspace || key.delete) return "backspace";
  if (key.upArrow) return "up";
  if (key.downArrow) return "down";
  if (key.leftArrow) return "left";
  if (key.rightArrow) return "right";
  if (key.pageUp) return "pageup";
  if (key.pageDown) return "pagedown";
  if (key.home) return "home";
  if (key.end) return "end";
  return input === " " ? "space" : input;
}
