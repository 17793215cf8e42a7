/** What is charged to whom, as the settings and what was noted of Claude Code's settings say. */

import type { AttributionLog } from "../../core/attribution/attribution-log.ts";
import type { Tag } from "../../core/attribution/tags.ts";

export type AttributionRules = {
  readonly tags: readonly Tag[];
  /** Finds a ticket in a branch's name. */
  readonly pattern: RegExp;
  readonly attribution: AttributionLog;
};
