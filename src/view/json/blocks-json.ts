/** `blocks --json`. */

import { type Pico, usdString } from "../../core/pricing/money.ts";
import type { BlockList } from "../../core/reports/block-list.ts";
import type { Totals } from "../../core/reports/totals.ts";
import { headJson, isoTime, type JsonHead, totalsJson, unpricedJson } from "./parts.ts";

export function blocksJson(head: JsonHead, list: BlockList): Record<string, unknown> {
  return {
    ...headJson(head),
    blocks: list.blocks.map((block) => ({
      startsAt: isoTime(block.fromMs),
      endsAt: isoTime(block.toMs),
      running: head.nowMs >= block.fromMs && head.nowMs < block.toMs,
      ...sumJson(block),
      models: block.models.map((m) => ({ model: m.model, ...totalsJson(m.totals) })),
    })),
    totals: sumJson(list),
  };
}

type Sum = { readonly totals: Totals; readonly backgroundPico: Pico; readonly totalPico: Pico };

const sumJson = ({ totals, backgroundPico, totalPico }: Sum): Record<string, unknown> => ({
  ...totalsJson(totals),
  backgroundUsd: usdString(backgroundPico),
  totalUsd: usdString(totalPico),
  unpriced: unpricedJson(totals.unpriced),
});
