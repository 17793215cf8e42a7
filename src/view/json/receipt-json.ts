/** `receipt --json`. */

import { usdString } from "../../core/pricing/money.ts";
import { projectNames, sessionName } from "../report/range-names.ts";
import type { ShownReceipt } from "../report/receipt-tables.ts";
import { backgroundJson, headJson, isoTime, type JsonHead, totalsJson, unpricedJson } from "./parts.ts";

export function receiptJson(head: JsonHead, { receipt, titles }: ShownReceipt): Record<string, unknown> {
  const { subject, sessions, lines, totals, background, totalPico, exactPico } = receipt;
  return {
    ...headJson(head),
    ...(subject.kind === "pr"
      ? { kind: "pr", pullRequest: subject.key }
      : { kind: "session", sessionId: subject.sessionId }),
    firstRequest: isoTime(receipt.firstMs),
    lastRequest: isoTime(receipt.lastMs),
    projects: [...projectNames(receipt.projects, titles).values()],
    tickets: receipt.tickets,
    tags: receipt.tags,
    lines: lines.map(({ model, item, quantity, costPico }) => ({
      model,
      item,
      quantity,
      costUsd: usdString(costPico),
    })),
    background: backgroundJson(background),
    sessions: sessions.map((session) => ({
      sessionId: session.facts.sessionId,
      name: sessionName(session, titles),
      lastActivity: isoTime(session.facts.lastMs),
      requests: session.totals.requests,
      totalUsd: usdString(session.totalPico),
    })),
    totals: {
      sessions: sessions.length,
      ...totalsJson(totals),
      backgroundUsd: background.costPico === null ? null : usdString(background.costPico),
      totalUsd: usdString(totalPico),
      exactUsd: usdString(exactPico),
      unpriced: unpricedJson(totals.unpriced),
    },
  };
}
