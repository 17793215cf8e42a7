/** What the dollars were spent on, as bars; "about" where sizes decided. */

import type { Cause } from "../../../core/drivers/cause-sums.ts";
import { CAUSE_LABELS } from "../../words/cause-words.ts";
import type { Pane, ViewContext } from "../pane.ts";
import { shareTable } from "../share-table.ts";

export function causesPane(causes: readonly Cause[], title: string, ctx: ViewContext): Pane {
  return {
    id: "causes",
    title,
    aside: "o for their parts",
    priority: 4,
    minHeight: Math.min(5, 1 + causes.length),
    idealHeight: 1 + causes.length,
    grows: false,
    draw: (width, height) => {
      const shares = causes.map((c) => [`${CAUSE_LABELS[c.id]}${c.about ? " (about)" : ""}`, c.costPico] as const);
      return shareTable(shares, width, height, ctx);
    },
  };
}
