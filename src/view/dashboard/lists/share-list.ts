/** Projects or models with their share of the cost of some days, most expensive first. */

import { BACKGROUND_SHARE } from "../../../core/dashboard/dashboard-data.ts";
import { modelLabel } from "../../tables/model-label.ts";
import { plainBar } from "../../text/charts.ts";
import { money, percent } from "../../text/format.ts";
import { projectLabel } from "../../text/project-label.ts";
import { amountCell, isUnpricedAmount } from "../../words/priced-amount.ts";
import type { Scope } from "../places/place.ts";
import type { Share } from "../share-table.ts";
import { type List, type ListChoice, type ListColumn, makeList } from "./list.ts";

/** @param scope the days of the shares, which Enter opens too */
export function projectList(shares: readonly Share[], scope: Scope, choice: ListChoice): List {
  const paths = shares.map(([path]) => path);
  const nameOf = (path: string): string => projectLabel(path, paths);
  return shareList("projects", "Project", shares, { nameOf, scopeOf: (project) => ({ ...scope, project }), choice });
}

export function modelList(shares: readonly Share[], scope: Scope, choice: ListChoice): List {
  return shareList("models", "Model", shares, {
    nameOf: modelLabel,
    scopeOf: (model) => ({ ...scope, model }),
    choice,
  });
}

type Parts = {
  nameOf(name: string): string;
  scopeOf(name: string): Scope;
  readonly choice: ListChoice;
};

function shareList(id: "projects" | "models", header: string, shares: readonly Share[], parts: Parts): List {
  const { nameOf, scopeOf, choice } = parts;
  const total = Number(shares.reduce((sum, [, { pico }]) => sum + pico, 0n));
  const largest = Math.max(1, ...shares.map(([, { pico }]) => Number(pico)));
  return makeList(
    {
      id,
      items: shares,
      columns: shareColumns(header, nameOf),
      idOf: ([name]) => name,
      searchOf: ([name]) => `${name} ${nameOf(name)}`,
      rowOf: ([name, amount], ctx) => [
        nameOf(name),
        (width) => plainBar(Number(amount.pico) / largest, width, ctx.unicode, "accent"),
        isUnpricedAmount(amount) ? (ctx.unicode ? "–" : "-") : percent(Number(amount.pico), total),
        amountCell(amount, ctx.unicode, { write: money }),
      ],
      // Background of which the model is not known is no model's.
      placeOf: ([name]) => (name === BACKGROUND_SHARE ? null : { kind: "scope", scope: scopeOf(name) }),
    },
    choice,
  );
}

function shareColumns(header: string, nameOf: (name: string) => string): readonly ListColumn<Share>[] {
  return [
    {
      header,
      priority: 1,
      rule: "shrink",
      minWidth: 10,
      maxWidth: 30,
      value: ([name]) => nameOf(name),
      written: ([name]) => name,
    },
    { header: "", priority: 3, rule: "grow", minWidth: 6, maxWidth: 40 },
    { header: "Share", priority: 2, rule: "hard", align: "right", floor: 5, tone: "muted" },
    {
      header: "Cost",
      priority: 1,
      rule: "hard",
      align: "right",
      floor: 9,
      value: ([, amount]) => (isUnpricedAmount(amount) ? null : amount.pico),
    },
  ];
}
