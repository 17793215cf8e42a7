/** Who drew on a window of the plan: sessions, and use that cannot be assigned. Estimates. */

import type { Limit } from "../../../core/limits/limit.ts";
import type { SessionUse } from "../../../core/limits/window-use.ts";
import { plainBar } from "../../text/charts.ts";
import { money } from "../../text/format.ts";
import { span } from "../../text/spans.ts";
import { aboutPercent, sessionUseName } from "../../words/window-use-words.ts";
import { type List, type ListChoice, type ListColumn, makeList, withAbout } from "./list.ts";

type User = {
  readonly id: string;
  readonly label: string;
  /** Estimated percentage points of the window. */
  readonly percent: number;
  /** null = not a session of this machine. */
  readonly use: SessionUse | null;
};

export function userList({ use }: Pick<Limit, "use">, choice: ListChoice): List {
  const users: readonly User[] = use === null ? [] : usersOf(use);
  const largest = Math.max(1, ...users.map(({ percent }) => percent));
  return makeList(
    {
      id: "users",
      items: users,
      columns: COLUMNS,
      idOf: ({ id }) => id,
      searchOf: ({ label, id }) => `${label} ${id}`,
      rowOf: ({ label, percent, use }, ctx) => [
        use === null ? span(label, "muted") : label,
        (width) => plainBar(percent / largest, width, ctx.unicode, use === null ? "track" : "accent"),
        withAbout(aboutPercent(percent)),
        use === null ? "" : money(BigInt(Math.round(use.pico))),
      ],
      placeOf: ({ id, use }) => (use === null ? null : { kind: "session", sessionId: id }),
    },
    choice,
  );
}

function usersOf({ sessions, beforePercent, elsewherePercent }: NonNullable<Limit["use"]>): readonly User[] {
  const unknown = [
    { id: "before", label: "before the first report", percent: beforePercent, use: null },
    { id: "elsewhere", label: "elsewhere: chat, other machines", percent: elsewherePercent, use: null },
  ];
  return [
    ...sessions.map((use) => ({ id: use.sessionId, label: sessionUseName(use), percent: use.percent, use })),
    ...unknown.filter(({ percent }) => percent > 0),
  ];
}

const COLUMNS: readonly ListColumn<User>[] = [
  {
    header: "Session",
    priority: 1,
    rule: "shrink",
    minWidth: 14,
    maxWidth: 44,
    cut: "end",
    value: ({ label }) => label,
  },
  { header: "", priority: 3, rule: "grow", minWidth: 6, maxWidth: 30 },
  { header: "Used", priority: 1, rule: "hard", align: "right", floor: 5, value: ({ percent }) => percent },
  { header: "Cost", priority: 2, rule: "hard", align: "right", floor: 9, value: ({ use }) => use?.pico ?? null },
];
