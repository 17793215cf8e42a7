/** Entry of `dist/report.cjs`. */

import { REPORT_COMMANDS } from "../report-commands.ts";
import { start } from "../start.ts";

start(REPORT_COMMANDS);
