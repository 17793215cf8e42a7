/** A session's cost in words: what has no price is not said to cost nothing. */

import type { SessionRow } from "../../core/dashboard/dashboard-data.ts";
import { money } from "../text/format.ts";

type Priced = Pick<SessionRow, "unpriced" | "requests">;

/** None of its requests has a price. */
export function isUnpriced({ unpriced, requests }: Priced): boolean {
  return unpriced > 0 && unpriced === requests;
}

export function sessionCostText(session: Priced & Pick<SessionRow, "totalPico">): string {
  return isUnpriced(session) ? "unpriced" : money(session.totalPico);
}
