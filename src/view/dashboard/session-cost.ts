/** A session's cost as text: an unpriced session is not shown as free. */

import type { SessionRow } from "../../core/dashboard/dashboard-data.ts";
import { amountText } from "../words/priced-amount.ts";
import { spentAmount } from "./spend.ts";

export function sessionCostText(session: Pick<SessionRow, "totalPico" | "unpriced">, unicode: boolean): string {
  return amountText(spentAmount(session), unicode);
}
