/** What the dollars were spent on, as bars; marked "about" where amounts were divided by size. */

import type { Cause } from "../../../core/drivers/cause-sums.ts";
import { causeList, largestParts } from "../lists/cause-list.ts";
import type { ListChoice } from "../lists/list.ts";
import { listPane } from "../lists/list-pane.ts";
import type { Pane, ViewContext } from "../pane.ts";
import type { Place } from "../places/place.ts";

/** Of a pane with causes, whatever they are of. */
export const CAUSES_TITLE = "What it was spent on";

export type CausesLook = {
  readonly title: string;
  /** What Enter on a cause opens; null = nothing. */
  readonly place: Place | null;
  readonly priority?: number;
};

const NOTHING_CHOSEN: ListChoice = { filter: "", sorts: {}, chosen: null };

/**
 * The causes, and below them as many of the most expensive parts of them as there is room for.
 * @param causes null = they are being computed
 * @param choice null = none of them can be selected
 */
export function causesPane(
  causes: readonly Cause[] | null,
  choice: ListChoice | null,
  { title, place, priority = 4 }: CausesLook,
  ctx: ViewContext,
): Pane {
  const known = causes ?? [];
  const chosen = choice ?? NOTHING_CHOSEN;
  const list = causeList(known, chosen, { place, parts: "none" });
  const empty = causes === null ? "working it out" : "nothing yet";
  const pane = listPane(
    list,
    { title, aside: list.total === 0 ? "" : "o opens them", priority, minHeight: 5, empty, hasHeader: false },
    ctx,
  );
  const { list: _, ...unlisted } = pane;
  return {
    ...(choice === null ? unlisted : pane),
    mostHeight: pane.idealHeight + largestParts(known, Number.POSITIVE_INFINITY).size,
    draw: (width, height) => {
      const hasParts = list.count > 0 && chosen.filter === "" && list.sort === null;
      // Rows that the user filters or orders have no parts below them.
      if (!hasParts || height <= list.count) return pane.draw(width, height);
      const parts = largestParts(known, height - list.count);
      const whole = causeList(known, chosen, { place, parts });
      return whole.lines(0, whole.count, width, ctx).slice(1);
    },
  };
}
