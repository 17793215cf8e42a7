/** Limits as a list with a selection; each is drawn as several lines, not as a row. */

import type { Limit } from "../../../core/limits/limit.ts";
import { limitName, percentText } from "../../words/limit-phrases.ts";
import { limitKey } from "../places/place.ts";
import { type List, type ListChoice, type ListColumn, makeList } from "./list.ts";

export function limitList(limits: readonly Limit[], choice: ListChoice): { list: List; shown: readonly Limit[] } {
  const list = makeList(
    {
      id: "limits",
      items: limits,
      columns: COLUMNS,
      idOf: limitKey,
      searchOf: (limit) => `${limitName(limit)} ${limit.id} ${limit.kind}`,
      rowOf: (limit) => [limitName(limit), percentText(limit.usedPercent)],
      placeOf: (limit) => ({ kind: "limit", limitId: limitKey(limit) }),
    },
    choice,
  );
  const byId = new Map(limits.map((limit) => [limitKey(limit), limit]));
  const shown = Array.from({ length: list.count }, (_, i) => byId.get(list.idAt(i)) as Limit);
  return { list, shown };
}

const COLUMNS: readonly ListColumn<Limit>[] = [
  { header: "Limit", priority: 1, rule: "grow", value: limitName },
  { header: "Used", priority: 1, rule: "hard", align: "right", value: ({ usedPercent }) => usedPercent },
];
