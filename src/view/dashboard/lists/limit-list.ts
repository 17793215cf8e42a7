/** Limits as a list with a selection; each is drawn as several lines, not as a row. */

import type { Limit } from "../../../core/limits/limit.ts";
import { limitJson } from "../../json/limits-json.ts";
import { limitName, percentText } from "../../words/limit-phrases.ts";
import { limitKey } from "../places/place.ts";
import { type List, type ListChoice, type ListColumn, makeList } from "./list.ts";

export function limitList(limits: readonly Limit[], choice: ListChoice): { list: List; shown: readonly Limit[] } {
  const list = makeList(
    {
      id: "limits",
      items: limits,
      columns: COLUMNS,
      exported: EXPORTED,
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

/** By the names that they have in `limits --json`. */
const EXPORTED = [
  ...(["id", "kind", "usedUsd", "limitUsd", "leftUsd", "currency", "usedAmount", "limitAmount"] as const),
  ...(["startsAt", "resetsAt", "runsOutAt", "asOf", "source", "severity"] as const),
].map((header) => ({ header, written: (limit: Limit) => exportedValue(limitJson(limit)[header]) }));

const exportedValue = (value: unknown): string | number | null =>
  typeof value === "string" || typeof value === "number" ? value : null;

const COLUMNS: readonly ListColumn<Limit>[] = [
  { header: "Limit", priority: 1, rule: "grow", value: limitName },
  { header: "Used", priority: 1, rule: "hard", align: "right", value: ({ usedPercent }) => usedPercent },
];
