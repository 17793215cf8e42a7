/** A report as one page: two sheets of paper, or a phone's screen. */

import { usdNumber } from "../../core/pricing/money.ts";
import type { Bar } from "../../core/reports/usage-report.ts";
import { type PageTable, pageTableHtml } from "../report/page-table.ts";
import { projectNames } from "../report/range-names.ts";
import {
  backgroundTable,
  causeTable,
  limitTable,
  modelTable,
  periodTable,
  projectTable,
  type ShownReport,
  sessionTable,
} from "../report/report-tables.ts";
import {
  barsSummary,
  reportFigures,
  reportFooter,
  reportSubtitle,
  reportTitle,
  reportWarnings,
} from "../report/report-text.ts";
import { cellMoney, counted } from "../text/format.ts";
import { amountText } from "../words/priced-amount.ts";
import { axisDollars, cellDollars } from "./charts/axis-dollars.ts";
import { barChart } from "./charts/bars.ts";
import { figure } from "./charts/figure.ts";
import { heatMap } from "./charts/heat-map.ts";
import { htmlDocument } from "./document.ts";
import type { Html } from "./html.ts";
import { columns, keyFigures, note, notice, type SectionOptions, section } from "./parts.ts";

export function reportPage(shown: ShownReport): string {
  const { limits, demo } = shown;
  return htmlDocument(
    { title: reportTitle(shown), subtitle: reportSubtitle(shown), demo, footer: reportFooter(shown) },
    [
      keyFigures(reportFigures(shown)),
      ...reportWarnings(shown).map((warning) => notice("warn", warning)),
      barSection(shown),
      columns([tableSection(periodTable(shown)), tableSection(modelTable(shown))]),
      columns([tableSection(causeTable(shown)), tableSection(backgroundTable(shown))]),
      columns([tableSection(projectTable(shown)), ...projectSection(shown)], { newPage: true }),
      ...(limits === null || limits.length === 0 ? [] : [tableSection(limitTable(shown, limits))]),
      tableSection(sessionTable(shown)),
    ],
  );
}

function tableSection(table: PageTable, options?: SectionOptions): Html {
  const { title, rows, notes = [] } = table;
  const body = rows.length === 0 ? note("nothing in this range") : pageTableHtml(table);
  return section(title, [body, ...notes.map((text) => note(text))], options);
}

function barSection(shown: ShownReport): Html {
  const { bars, kind } = shown.report.bars;
  const used = bars.filter(({ costPico, backgroundPico }) => costPico + backgroundPico > 0n);
  const average =
    used.reduce((sum, { costPico, backgroundPico }) => sum + usdNumber(costPico + backgroundPico), 0) / used.length;
  const chart = barChart({
    labelTitle: kind,
    labels: bars.map(({ period }) => period),
    // Days are labelled by number where the month is in the title.
    axisLabels: bars.map(({ period }) => shortPeriod(period, kind, bars.length)),
    series: [
      {
        name: "logged requests",
        values: bars.map(({ costPico }) => usdNumber(costPico)),
        written: bars.map(loggedText),
      },
      { name: "background", values: bars.map(({ backgroundPico }) => usdNumber(backgroundPico)) },
    ],
    axis: axisDollars,
    exact: cellDollars,
    ...(used.length > 1
      ? {
          line: {
            value: average,
            label: `mean of the ${counted(used.length, kind)} with use: ${cellDollars(average)}`,
          },
        }
      : {}),
  });
  const title = `Cost by ${kind}`;
  return section(title, [figure(chart, { title, summary: barsSummary(shown) })]);
}

const loggedText = ({ costPico: pico, lacksPrices }: Bar): string => amountText({ pico, lacksPrices }, true, cellMoney);

function shortPeriod(period: string, kind: "day" | "week" | "month", count: number): string {
  if (kind === "day") return count <= 31 ? period.slice(8) : period.slice(5);
  return kind === "week" && period.includes("W") ? period.slice(5) : period;
}

/** On which days the most expensive projects were worked on. */
function projectSection({ report: { projectBars, bars } }: ShownReport): readonly Html[] {
  if (projectBars.length === 0) return [];
  // A whole path does not fit beside the cells.
  const names = projectNames(
    projectBars.map(({ project }) => project),
    false,
  );
  const chart = heatMap({
    columns: bars.bars.map(({ period }) => shortPeriod(period, bars.kind, bars.bars.length)),
    rows: projectBars.map(({ project }) => names.get(project) ?? ""),
    values: projectBars.map(({ costPico }) => costPico.map((pico) => (pico === null ? null : usdNumber(pico)))),
    format: cellDollars,
  });
  const title = `Projects by ${bars.kind}`;
  const summary = `logged spend of the ${counted(projectBars.length, "most expensive project")}, a stronger colour is more`;
  const text = { title, summary, caption: "Logged requests; background is not in it." };
  return [section(title, [figure(chart, text, "half")])];
}
