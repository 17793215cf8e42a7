/** The effects of a click and of the wheel. */

import type { ClickTarget, WheelTarget } from "./click-target.ts";
import { chosenRow, move, open, type Seen, scrollBy, seenLists, show, sortBy, turnPage, withUi } from "./navigate.ts";
import type { LiveState, UiState } from "./ui-state.ts";

const WHEEL_ROWS = 3;

export type Pointing = Seen & {
  readonly kind: "click" | "wheel-up" | "wheel-down";
  readonly target: ClickTarget | null;
  /** null = what has the selection. */
  readonly wheel?: WheelTarget | null;
};

export function point(state: LiveState, { kind, target, wheel: under = null, ...seen }: Pointing): LiveState {
  if (isTyping(state.ui)) return state;
  if (kind === "click") return target === null ? state : click(state, target, seen);
  return wheel(state, kind === "wheel-up" ? -WHEEL_ROWS : WHEEL_ROWS, under, seen);
}

const isTyping = ({ isTyping, command, picker }: UiState): boolean => isTyping || command !== null || picker !== null;

/** Clicking a row that is already selected opens it. */
function click(state: LiveState, target: ClickTarget, seen: Seen): LiveState {
  const { ui } = state;
  switch (target.kind) {
    case "view":
      return show(state, target.view);
    case "alert":
      return ui.alertAt === target.at ? open(state, seen) : withUi(state, { alertAt: target.at });
    case "header": {
      const list = seenLists(state, seen).find(({ id }) => id === target.list);
      const isSame = list?.sort?.header === target.header;
      return sortBy(state, target.list, { header: target.header, isReversed: isSame && !list?.sort?.isReversed });
    }
    case "row": {
      const row = chosenRow(seenLists(state, seen));
      if (row?.list.id === target.list && row.id === target.id) return open(state, seen);
      return withUi(state, { chosen: { list: target.list, id: target.id } });
    }
  }
}

/** Scrolls what is under the pointer; a selected row in it moves along, so that it stays visible. */
function wheel(state: LiveState, rows: number, under: WheelTarget | null, seen: Seen): LiveState {
  const { ui } = state;
  if (ui.helpPage !== null) return turnPage(state, rows, seen);
  if (ui.showsAlerts || ui.output !== null) return move(state, rows, seen);
  const within: Seen = under === null ? seen : { ...seen, lists: under.lists };
  if (chosenRow(seenLists(state, within)) !== null) return move(state, rows, within);
  if (under === null || under.scrolls) return scrollBy(state, rows, seen);
  // Such a list scrolls with its selection alone, which is above its first row while it is elsewhere.
  return rows > 0 ? move(state, rows, within) : state;
}
