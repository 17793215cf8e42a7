/** Entry of `dist/cli.cjs`: the whole program. */

import { ALL_COMMANDS } from "../all-commands.ts";
import { start } from "../start.ts";

start(ALL_COMMANDS);
