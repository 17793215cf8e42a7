/** The causes of a session's cost with their parts, most expensive first. */

import type { Cause } from "../../../core/drivers/cause-sums.ts";
import type { Pico } from "../../../core/pricing/money.ts";
import { plainBar } from "../../text/charts.ts";
import { money, percent } from "../../text/format.ts";
import { span } from "../../text/spans.ts";
import { CAUSE_LABELS, namedParts, partLabel } from "../../words/cause-words.ts";
import { type List, type ListChoice, type ListColumn, makeList } from "./list.ts";

type Item = {
  readonly id: string;
  readonly label: string;
  readonly costPico: Pico;
  readonly isPart: boolean;
};

export function causeList(causes: readonly Cause[], choice: ListChoice): List {
  const items = causes.flatMap(itemsOf);
  const total = causes.reduce((sum, { costPico }) => sum + costPico, 0n);
  const largest = Math.max(1, ...items.map(({ costPico }) => Number(costPico)));
  return makeList(
    {
      id: "causes",
      items,
      columns: COLUMNS,
      idOf: ({ id }) => id,
      searchOf: ({ label }) => label,
      rowOf: ({ label, costPico, isPart }, ctx) => [
        isPart ? span(`  ${label}`, "muted") : span(label, "text", true),
        (width) => plainBar(Number(costPico) / largest, width, ctx.unicode, isPart ? "track" : "accent"),
        percent(Number(costPico), Number(total)),
        isPart ? span(money(costPico), "muted") : span(money(costPico), "text", true),
      ],
      placeOf: () => null,
    },
    choice,
  );
}

function itemsOf(cause: Cause): readonly Item[] {
  const { id, costPico, about } = cause;
  const whole: Item = { id, label: `${CAUSE_LABELS[id]}${about ? " (about)" : ""}`, costPico, isPart: false };
  return [
    whole,
    ...namedParts(cause).map(
      (part): Item => ({
        id: `${id} ${part.key}`,
        label: partLabel(id, part.key),
        costPico: part.costPico,
        isPart: true,
      }),
    ),
  ];
}

const COLUMNS: readonly ListColumn<Item>[] = [
  { header: "Cause", priority: 1, rule: "shrink", minWidth: 14, maxWidth: 40, value: ({ label }) => label },
  { header: "", priority: 3, rule: "grow", minWidth: 6, maxWidth: 40 },
  { header: "Share", priority: 2, rule: "hard", align: "right", floor: 5, tone: "muted" },
  { header: "Cost", priority: 1, rule: "hard", align: "right", floor: 9, value: ({ costPico }) => costPico },
];
