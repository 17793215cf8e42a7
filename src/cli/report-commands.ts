/** The most frequent reports, in a bundle of their own that starts faster than the one with all commands. */

import { registerBy } from "./commands/by.ts";
import { registerPeriods } from "./commands/periods.ts";
import { registerSessions } from "./commands/sessions.ts";
import { registerSummary } from "./commands/summary.ts";
import type { Register } from "./program.ts";

/** The first runs where no command is given. */
export const REPORT_COMMANDS: readonly Register[] = [registerSummary, registerPeriods, registerSessions, registerBy];
