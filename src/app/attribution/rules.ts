/** Who costs are charged to, by the user's settings and by what was recorded of Claude Code's. */

import type { AttributionLog } from "../../core/attribution/attribution-log.ts";
import type { Tag } from "../../core/attribution/tags.ts";

export type AttributionRules = {
  readonly tags: readonly Tag[];
  /** Finds a ticket in a branch's name. */
  readonly pattern: RegExp;
  readonly attribution: AttributionLog;
};
