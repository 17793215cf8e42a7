/** `blocks --json`. */

import type { BlockList } from "../../core/reports/block-list.ts";
import { headJson, isoTime, type JsonHead, spentJson, totalsJson } from "./parts.ts";

export function blocksJson(head: JsonHead, list: BlockList): Record<string, unknown> {
  return {
    ...headJson(head),
    blocks: list.blocks.map((block) => ({
      startsAt: isoTime(block.fromMs),
      endsAt: isoTime(block.toMs),
      running: head.nowMs >= block.fromMs && head.nowMs < block.toMs,
      ...spentJson(block),
      backgroundStatus: block.backgroundStatus,
      models: block.models.map((m) => ({ model: m.model, ...totalsJson(m.totals) })),
    })),
    totals: { ...spentJson(list), backgroundStatus: list.backgroundStatus },
  };
}
