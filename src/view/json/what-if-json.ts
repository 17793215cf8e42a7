/** `what-if --json`. */

import { cleanText } from "../../core/clean-text.ts";
import type { WhatIf, WhatIfModel } from "../../core/drivers/what-if.ts";
import { usdString } from "../../core/pricing/money.ts";
import { headJson, type JsonHead } from "./parts.ts";

export function whatIfJson(head: JsonHead, model: string, result: WhatIf): Record<string, unknown> {
  return {
    ...headJson(head),
    model: cleanText(model),
    models: result.models.map((m) => ({ model: cleanText(m.model), ...moneyJson(m) })),
    totals: moneyJson(result),
    unpriced: result.unpriced,
  };
}

function moneyJson({ requests, costPico, whatIfPico }: Omit<WhatIfModel, "model">): Record<string, unknown> {
  return {
    requests,
    costUsd: usdString(costPico),
    whatIfUsd: usdString(whatIfPico),
    differenceUsd: usdString(whatIfPico - costPico),
  };
}
