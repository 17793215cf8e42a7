/** Which commands have an effect on what is shown, so that the footer names no others. */

import { textToCopy } from "../act.ts";
import { listsOf } from "../lists/lists-of.ts";
import { chosenSessionId, placeOfCauses, placeToOpen, type Seen, seenLists } from "../navigate.ts";
import { showsCauses } from "../places/place.ts";
import type { LiveState } from "../ui-state.ts";
import type { Command } from "./keymap.ts";

/** Commands that act on a row or a list; all others work. */
export function workingCommands(state: LiveState, seen: Seen): (command: Command) => boolean {
  const all = listsOf(state);
  const lists = seenLists(state, seen, all);
  return (command) => {
    switch (command) {
      case "open":
        return placeToOpen(state, lists) !== null;
      case "causes":
        return !showsCauses(state.ui.place) && placeOfCauses(state, all) !== null;
      case "pin":
        return chosenSessionId(state, all) !== null;
      case "filter":
        return lists.length > 0;
      case "sort":
        return lists.some(({ sortable }) => sortable.length > 0);
      case "copy":
        return textToCopy(state, lists) !== "";
      default:
        return true;
    }
  };
}
