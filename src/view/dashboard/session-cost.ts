/** A session's cost as text: an unpriced session is not shown as free. */

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
