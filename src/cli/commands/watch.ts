/** `watch`: starts the live dashboard, which is a bundle of its own, so that nothing else has to load Ink. */

import { UserError } from "../../core/user-error.ts";
import { hasColour, hasUnicode } from "../../view/terminal-style.ts";
import { readCommonOptions, readZone } from "../common-options.ts";
import type { Register } from "../program.ts";
import { loadOptions } from "../report.ts";
import type { WatchOptions, WatchProgram } from "../watch-main.ts";

const EXAMPLES = `
Examples:
  claude-cost watch                        in a side pane, all day
  claude-cost watch --view limits          begin with another view
  claude-cost watch --demo                 with a made-up history
Press ? in it for its keys.`;

const VIEWS = "now, today, sessions, history, limits, background";

export const registerWatch: Register = (program, io, state) => {
  program
    .command("watch")
    .description("live dashboard: the session you work in, today, limits, background")
    .option("--view <name>", `view to begin with: ${VIEWS}`, "now")
    .addHelpText("after", EXAMPLES)
    .action(async (own: { view: string }, command) => {
      const options = readCommonOptions(command);
      const zone = readZone(options);
      refuseWithoutTerminal(io.env, io.stdout.isTTY);
      const path: string = new URL("./watch.mjs", import.meta.url).href;
      const { runWatch }: WatchProgram = await import(path);
      const watch: WatchOptions = {
        load: loadOptions(options),
        zone: zone.name,
        view: own.view,
        colour: hasColour(options.color, io.env, true),
        unicode: !options.ascii && hasUnicode(io.env, io.platform),
        debug: options.debug === true,
      };
      state.exitCode = await runWatch(watch);
    });
};

/** Ink would write cursor movements into a pipe; one-shot commands say the same without a terminal. */
function refuseWithoutTerminal(env: Readonly<Record<string, string | undefined>>, isTTY: boolean): void {
  const why = whyNot(env, isTTY);
  if (why === "") return;
  throw new UserError(`watch needs a terminal, and ${why}`, {
    hint: "For the same figures once, run `claude-cost`, `claude-cost sessions` or `claude-cost limits` (all take --json).",
    exitCode: 2,
  });
}

function whyNot(env: Readonly<Record<string, string | undefined>>, isTTY: boolean): string {
  if (!isTTY) return "this is not one";
  if (env["TERM"] === "dumb") return "TERM=dumb cannot move its cursor";
  const ci = env["CI"];
  return ci && ci !== "false" && ci !== "0" ? "CI is set" : "";
}
