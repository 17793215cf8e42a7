/** A pilot as one page, for whoever decides on the rollout. */

import { usdNumber } from "../../core/pricing/money.ts";
import type { TeamGroup } from "../../core/team/report/report.ts";
import { type PageTable, pageTableHtml } from "../report/page-table.ts";
import { dollars, pilotTables, SCENARIO_NAMES } from "../team/pilot-tables.ts";
import { pilotSubtitle, pilotTitle, type ShownPilot } from "../team/pilot-text.ts";
import { counted, money } from "../text/format.ts";
import { axisDollars, cellDollars } from "./charts/axis-dollars.ts";
import { barChart } from "./charts/bars.ts";
import { figure } from "./charts/figure.ts";
import { histogram } from "./charts/histogram.ts";
import { type IntervalRow, intervalChart } from "./charts/intervals.ts";
import { htmlDocument } from "./document.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import { keyFigures, note, notice, section } from "./parts.ts";

export type PilotPage = ShownPilot & {
  /** Spending by calendar week; weeks of too few members are merged. */
  readonly weeks: readonly TeamGroup[];
  /** When and by what the page was made. */
  readonly footer: string;
};

export function pilotPage(page: PilotPage): string {
  const { pilot, demo, footer } = page;
  const [factors, month, published, byUse, scenarios, seats, advice] = pilotTables(pilot).map(tableSection);
  return htmlDocument({ title: pilotTitle(page), subtitle: pilotSubtitle(page), demo, footer }, [
    keyFigures(figures(page)),
    ...(pilot.isEnoughToTell ? [] : [notice("warn", "Too few to tell: below five members with use.")]),
    factors as Html,
    factorSection(page),
    weekSection(page),
    month as Html,
    distributionSection(page),
    scenarios as Html,
    scenarioSection(page),
    seats as Html,
    seatSection(page),
    published as Html,
    byUse as Html,
    advice as Html,
    section("What may be off", [html`<ul>${pilot.biases.map(({ text }) => html`<li>${text}</li>`)}</ul>`]),
  ]);
}

function figures({ pilot: { factors, rollout } }: PilotPage) {
  const asIs = rollout.scenarios[0];
  const { estimate = null } = factors.perMonth ?? {};
  return [
    {
      label: `A month of ${counted(rollout.members, "member")}`,
      value: dollars(asIs?.perMonthUsd ?? null),
      note: `90 % interval ${dollars(asIs?.lowUsd ?? null)} – ${dollars(asIs?.highUsd ?? null)}`,
    },
    {
      label: "A month of a member with use",
      value: dollars(estimate?.estimate ?? null),
      note: `median ${dollars(factors.perMonth?.median ?? null)}, mean ${dollars(factors.perMonth?.mean ?? null)}`,
    },
    {
      label: "An active day",
      value: dollars(factors.perActiveDay?.mean ?? null),
      note: "published: $13, under $30 for 90 %",
    },
    {
      label: "Spent in the pilot",
      value: money(factors.totalPico),
      note: `${factors.active} of ${counted(factors.members, "member")} used it`,
    },
  ];
}

function tableSection(table: PageTable): Html {
  const body = table.rows.length === 0 ? note("too few to show") : pageTableHtml(table);
  return section(table.title, [body, ...(table.notes ?? []).map((text) => note(text))]);
}

/** The factors that have an interval, as shares of one. */
function factorSection({ pilot: { factors } }: PilotPage): Html {
  const { adoption } = factors;
  if (adoption === null) return html``;
  const percent = (share: number): string => `${Math.round(share * 100)}%`;
  const text = `${percent(adoption.estimate)} (${percent(adoption.low)} – ${percent(adoption.high)})`;
  const rows: IntervalRow[] = [
    { label: "Adoption", value: adoption.estimate, low: adoption.low, high: adoption.high, text },
    {
      label: "Days with use",
      value: Math.min(1, (factors.activeDaysPerMonth ?? 0) / 30.4),
      low: null,
      high: null,
      text: `${(factors.activeDaysPerMonth ?? 0).toFixed(1)} of 30.4 a month`,
    },
  ];
  const chart = intervalChart({ labelTitle: "factor", valueTitle: "share", rows, axis: percent, most: 1 });
  return html`${figure(chart, { title: "Adoption and active days", summary: `adoption ${text}` })}`;
}

function weekSection({ weeks }: PilotPage): Html {
  if (weeks.length === 0) return section("Spending by week", [note("too few members to show weeks")]);
  const chart = barChart({
    labelTitle: "week",
    labels: weeks.map(({ key }) => key),
    axisLabels: weeks.map(({ key, suppressed }) => (suppressed ? "others" : key.slice(5))),
    series: [
      { name: "logged requests", values: weeks.map(({ costPico }) => usdNumber(costPico)) },
      { name: "background", values: weeks.map(({ backgroundPico }) => usdNumber(backgroundPico)) },
    ],
    axis: axisDollars,
    exact: cellDollars,
  });
  const most = weeks.reduce((a, b) => (a.costPico >= b.costPico ? a : b));
  return section("Spending by week", [
    figure(chart, {
      title: "Spending by week",
      summary: `${counted(weeks.length, "week")}, at most ${money(most.costPico + most.backgroundPico)} in ${most.key}`,
      caption: "Calendar weeks, UTC. The first and the last may be parts of weeks.",
    }),
  ]);
}

function distributionSection({ pilot }: PilotPage): Html {
  const { factors, distribution, cap, isCoarse } = pilot;
  const { monthsUsd } = factors;
  if (monthsUsd.length === 0) return section("Members", [note("nobody has used it")]);
  if (isCoarse) return section("Distribution of members", [note("too few members to draw them one by one")]);
  const median = distribution.find(({ percent }) => percent === 50)?.usd ?? 0;
  const marks = [
    { value: median, label: `median ${dollars(median)}` },
    ...(cap ? [{ value: cap.perMemberUsd, label: `suggested cap ${dollars(cap.perMemberUsd)}` }] : []),
  ];
  const chart = histogram({ values: monthsUsd, things: "members", axis: axisDollars, marks });
  return section("Distribution of members", [
    figure(chart, {
      title: "Dollars a month of members with use",
      summary: `${counted(monthsUsd.length, "member")}, ${marks.map(({ label }) => label).join(", ")}`,
    }),
  ]);
}

function scenarioSection({ pilot: { rollout } }: PilotPage): Html {
  const known = rollout.scenarios.filter(({ perMonthUsd }) => perMonthUsd !== null);
  const rows = known.map(
    ({ id, perMonthUsd, lowUsd, highUsd }): IntervalRow => ({
      label: SCENARIO_NAMES[id],
      value: perMonthUsd as number,
      low: lowUsd,
      high: highUsd,
      text: `${dollars(perMonthUsd)} (${dollars(lowUsd)} – ${dollars(highUsd)})`,
    }),
  );
  const published = known.find(({ id }) => id === "published");
  const band =
    published?.lowUsd != null && published.highUsd != null
      ? { band: { low: published.lowUsd, high: published.highUsd, label: "as published" } }
      : {};
  const chart = intervalChart({
    labelTitle: "scenario",
    valueTitle: "a month",
    rows: rows.filter(({ label }) => label !== SCENARIO_NAMES.published),
    axis: axisDollars,
    ...band,
  });
  const summary = rows.map(({ label, text }) => `${label} ${text}`).join(", ");
  return html`${figure(chart, { title: `A month of ${counted(rollout.members, "member")}`, summary })}`;
}

/** From what a plan costs at least to what it costs at most. */
function seatSection({ pilot: { seats } }: PilotPage): Html {
  const rows = seats.flatMap(({ label, lowUsd, highUsd }): readonly IntervalRow[] => {
    if (lowUsd === null || highUsd === null) return [];
    const text = `${dollars(lowUsd)} – ${dollars(highUsd)}`;
    return [{ label, value: (lowUsd + highUsd) / 2, low: lowUsd, high: highUsd, text }];
  });
  if (rows.length === 0) return html``;
  const chart = intervalChart({ labelTitle: "plan", valueTitle: "a developer and month", rows, axis: axisDollars });
  const summary = rows.map(({ label, text }) => `${label} ${text}`).join(", ");
  const caption = "A dot is the middle between both bounds, not an estimate.";
  return html`${figure(chart, { title: "Plans, per developer and month", summary, caption })}`;
}
