/** Every command, in the order of the help. */

import { registerArchive } from "./commands/archive.ts";
import { registerBackground } from "./commands/background.ts";
import { registerBlocks } from "./commands/blocks.ts";
import { registerBy } from "./commands/by.ts";
import { registerCompletion } from "./commands/completion.ts";
import { registerConfig } from "./commands/config.ts";
import { registerConsole } from "./commands/console.ts";
import { registerContext } from "./commands/context.ts";
import { registerDoctor } from "./commands/doctor.ts";
import { registerEstimate } from "./commands/estimate.ts";
import { registerExport } from "./commands/export.ts";
import { registerFetch } from "./commands/fetch.ts";
import { registerImport } from "./commands/import.ts";
import { registerHook } from "./commands/inside/hook.ts";
import { registerListen } from "./commands/inside/listen.ts";
import { registerSetup } from "./commands/inside/setup.ts";
import { registerStatusline } from "./commands/inside/statusline.ts";
import { registerBudget } from "./commands/limits/budget.ts";
import { registerCredits } from "./commands/limits/credits.ts";
import { registerLimits } from "./commands/limits/limits.ts";
import { registerPlan } from "./commands/limits/plan.ts";
import { registerPeriods } from "./commands/periods.ts";
import { registerPrices } from "./commands/prices.ts";
import { registerReceipt } from "./commands/receipt.ts";
import { registerReport } from "./commands/report.ts";
import { registerSessions } from "./commands/sessions.ts";
import { registerSummary } from "./commands/summary.ts";
import { registerTag } from "./commands/tag.ts";
import { registerTeam } from "./commands/team/team.ts";
import { registerWatch } from "./commands/watch.ts";
import { registerWhatIf } from "./commands/what-if.ts";
import { registerWhy } from "./commands/why.ts";
import type { Register } from "./program.ts";

export const ALL_COMMANDS: readonly Register[] = [
  registerSummary,
  registerWatch,
  registerPeriods,
  registerSessions,
  registerBy,
  registerBackground,
  registerBlocks,
  registerLimits,
  registerPlan,
  registerCredits,
  registerBudget,
  registerWhy,
  registerWhatIf,
  registerEstimate,
  registerReport,
  registerTag,
  registerReceipt,
  registerTeam,
  registerPrices,
  registerContext,
  registerSetup,
  registerStatusline,
  registerHook,
  registerListen,
  registerArchive,
  registerFetch,
  registerConsole,
  registerExport,
  registerImport,
  registerDoctor,
  registerConfig,
  registerCompletion,
];
