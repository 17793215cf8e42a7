/** Which sessions used up the plan's windows: a row per session, a column per window. */

import type { Limit } from "../../core/limits/limit.ts";
import type { SessionUse } from "../../core/limits/window-use.ts";
import { counted } from "../text/format.ts";
import { type Column, type Row, renderTable } from "../text/table.ts";
import { wrapWords } from "../text/wrap.ts";
import { aboutPercent, dayShareText, sessionUseName } from "../words/window-use-words.ts";
import type { TableFrame } from "./frame.ts";

const MOST_SESSIONS = 6;
const NAMES: Readonly<Record<string, string>> = { five_hour: "5-hour", seven_day: "weekly" };

type Used = { readonly name: string; readonly points: readonly number[] };

/** Empty where no window was reported, or none was used. */
export function windowUseLines(limits: readonly Limit[], { width, style }: TableFrame): string[] {
  const windows = limits.filter((limit) => limit.use !== null);
  const used = rowsOf(windows);
  const shares = windows.flatMap(({ id, use }) =>
    use?.today ? [`The ${NAMES[id] ?? id} window: ${dayShareText(use.today)}.`] : [],
  );
  const columns: readonly Column[] = [
    { header: "Used by, about", priority: 1, rule: "shrink", minWidth: 14, maxWidth: 60 },
    ...windows.map(({ id }): Column => ({ header: NAMES[id] ?? id, priority: 1, rule: "hard", align: "right" })),
  ];
  const rows = used.map(({ name, points }): Row => [name, ...points.map(percentCell)]);
  return [
    ...shares.flatMap((line) => wrapWords(line, width, 2)),
    ...(rows.length === 0 ? [] : [...(shares.length > 0 ? [""] : []), ...renderTable(columns, rows, width, style)]),
  ];
}

const percentCell = (points: number): string => (points > 0 ? aboutPercent(points) : "");

function rowsOf(windows: readonly Limit[]): readonly Used[] {
  const sessions = new Map<string, SessionUse>();
  for (const { use } of windows) for (const session of use?.sessions ?? []) sessions.set(session.sessionId, session);
  const pointsOf = (id: string): readonly number[] =>
    windows.map(({ use }) => use?.sessions.find((s) => s.sessionId === id)?.percent ?? 0);
  const all = [...sessions.values()]
    .map((session) => ({ name: sessionUseName(session), points: pointsOf(session.sessionId) }))
    .sort((a, b) => Math.max(...b.points) - Math.max(...a.points));
  const others = all.slice(MOST_SESSIONS);
  const sum = (i: number): number => others.reduce((n, { points }) => n + (points[i] ?? 0), 0);
  const before = windows.map(({ use }) => use?.beforePercent ?? 0);
  const elsewhere = windows.map(({ use }) => use?.elsewherePercent ?? 0);
  return [
    ...all.slice(0, MOST_SESSIONS),
    ...(others.length === 0 ? [] : [{ name: counted(others.length, "other"), points: windows.map((_, i) => sum(i)) }]),
    ...(before.some((points) => points > 0) ? [{ name: "before the first report", points: before }] : []),
    ...(elsewhere.some((points) => points > 0)
      ? [{ name: "elsewhere (chat, other machines)", points: elsewhere }]
      : []),
  ];
}
