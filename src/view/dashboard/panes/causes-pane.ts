/** What the dollars were spent on, as bars; "about" where sizes decided. */

import type { Cause } from "../../../core/drivers/cause-sums.ts";
import { span } from "../../text/spans.ts";
import { CAUSE_LABELS, namedParts, partLabel } from "../../words/cause-words.ts";
import type { Pane, ViewContext } from "../pane.ts";
import { partsTable, type Share, type ShareWithParts } from "../share-table.ts";

/** @param causes null = they are being worked out */
export function causesPane(causes: readonly Cause[] | null, title: string, ctx: ViewContext): Pane {
  const shares = (causes ?? []).map(withParts);
  const count = Math.max(1, shares.length);
  return {
    id: "causes",
    title,
    aside: shares.length === 0 ? "" : "o opens them",
    priority: 4,
    minHeight: Math.min(5, 1 + count),
    idealHeight: 1 + count,
    mostHeight: 1 + count + shares.reduce((sum, [, , parts]) => sum + parts.length, 0),
    grows: true,
    draw: (width, height) => {
      if (causes === null) return [[span("working it out", "muted")]];
      return partsTable(shares, width, height, ctx);
    },
  };
}

function withParts(cause: Cause): ShareWithParts {
  const costly = namedParts(cause).filter(({ costPico }) => costPico !== 0n);
  const parts = costly.map(({ key, costPico }): Share => [partLabel(cause.id, key), costPico]);
  return [`${CAUSE_LABELS[cause.id]}${cause.about ? " (about)" : ""}`, cause.costPico, parts];
}
