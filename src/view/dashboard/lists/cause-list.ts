/** Causes of cost, most expensive first, with as many of their parts as there is room for. */

import type { Cause } from "../../../core/drivers/cause-sums.ts";
import type { Pico } from "../../../core/pricing/money.ts";
import { plainBar } from "../../text/charts.ts";
import { money, percent } from "../../text/format.ts";
import { span } from "../../text/spans.ts";
import { CAUSE_LABELS, namedParts, partLabel } from "../../words/cause-words.ts";
import type { Place } from "../places/place.ts";
import { type List, type ListChoice, type ListColumn, makeList, withAbout } from "./list.ts";

type Item = {
  /** Of a part, its cause's where parts cannot be chosen. */
  readonly id: string;
  readonly label: string;
  readonly costPico: Pico;
  readonly isPart: boolean;
  /** Shared out by estimated sizes. */
  readonly about: boolean;
};

type Options = {
  /** What Enter on a cause opens; null = nothing. */
  readonly place: Place | null;
  /** Parts that stand below their causes; only where these are all can they be chosen. */
  readonly parts: "all" | "none" | ReadonlySet<CausePart>;
};

/** With every part, none of which opens anything. */
export const ALL_PARTS = { place: null, parts: "all" } as const;

type CausePart = Cause["parts"][number];

export function causeList(causes: readonly Cause[], choice: ListChoice, { place, parts }: Options): List {
  const items = causes.flatMap((cause) => itemsOf(cause, parts));
  const total = causes.reduce((sum, { costPico }) => sum + costPico, 0n);
  const largest = Math.max(1, ...items.map(({ costPico }) => Number(costPico)));
  return makeList(
    {
      id: "causes",
      items,
      columns: COLUMNS,
      idOf: ({ id }) => id,
      searchOf: ({ label }) => label,
      rowOf: ({ label, costPico, isPart, about }, ctx) => [
        isPart ? span(`  ${label}`, "muted") : span(label, "text", true),
        (width) => plainBar(Number(costPico) / largest, width, ctx.unicode, isPart ? "track" : "accent"),
        about ? withAbout(percent(Number(costPico), Number(total))) : percent(Number(costPico), Number(total)),
        isPart ? span(money(costPico), "muted") : span(money(costPico), "text", true),
      ],
      placeOf: () => place,
    },
    choice,
  );
}

function itemsOf(cause: Cause, parts: Options["parts"]): readonly Item[] {
  const { id, costPico, about } = cause;
  const whole: Item = { id, label: CAUSE_LABELS[id], about, costPico, isPart: false };
  if (parts === "none") return [whole];
  return [
    whole,
    ...namedParts(cause)
      .filter((part) => parts === "all" || parts.has(part))
      .map(
        (part): Item => ({
          id: parts === "all" ? `${id} ${part.key}` : id,
          label: partLabel(id, part.key),
          costPico: part.costPico,
          isPart: true,
          about,
        }),
      ),
  ];
}

/** The most expensive parts of all causes. */
export function largestParts(causes: readonly Cause[], most: number): ReadonlySet<CausePart> {
  const parts = causes.flatMap(namedParts).filter(({ costPico }) => costPico !== 0n);
  const ordered = parts.toSorted((a, b) => (a.costPico === b.costPico ? 0 : b.costPico > a.costPico ? 1 : -1));
  return new Set(ordered.slice(0, Math.max(0, most)));
}

const COLUMNS: readonly ListColumn<Item>[] = [
  { header: "Cause", priority: 1, rule: "shrink", minWidth: 18, maxWidth: 40, value: ({ label }) => label },
  { header: "", priority: 3, rule: "grow", minWidth: 4 },
  { header: "Share", priority: 2, rule: "hard", align: "right", floor: 5, tone: "muted" },
  { header: "Cost", priority: 1, rule: "hard", align: "right", floor: 8, value: ({ costPico }) => costPico },
];
