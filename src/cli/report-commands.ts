/** The reports that are asked for most: a bundle of their own, because it starts faster than that of all commands. */

import { registerBy } from "./commands/by.ts";
import { registerPeriods } from "./commands/periods.ts";
import { registerSessions } from "./commands/sessions.ts";
import { registerSummary } from "./commands/summary.ts";
import type { Register } from "./program.ts";

/** The first is what the program alone does. */
export const REPORT_COMMANDS: readonly Register[] = [registerSummary, registerPeriods, registerSessions, registerBy];
