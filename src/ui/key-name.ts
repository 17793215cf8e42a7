/** Names of keys as the keymap writes them. */

import type { Key } from "ink";

/** @param input what Ink decoded; printable keys are their own name */
export function keyName(input: string, key: Key): string {
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
