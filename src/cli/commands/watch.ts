/** `watch`: starts the live dashboard, which is a separate bundle, so that no other command loads Ink. */

import { Option } from "commander";
import { ReceiverRunning } from "../../app/telemetry/port-holder.ts";
import { startReceiver } from "../../app/telemetry/receiver.ts";
import { DEFAULT_OTLP_PORT } from "../../core/background/otlp-port.ts";
import { THEMES, type ThemeChoice } from "../../core/dashboard/themes.ts";
import { UserError } from "../../core/user-error.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { VIEWS } from "../../view/dashboard/ui-state.ts";
import { hasColour, hasUnicode } from "../../view/text/terminal-style.ts";
import type { WatchOptions, WatchProgram } from "../entries/watch-main.ts";
import type { Io } from "../io.ts";
import { type CommonOptions, readCommonOptions, readZone } from "../options/common-options.ts";
import { portOf, wiredPort } from "../options/listen-options.ts";
import type { Register } from "../program.ts";
import { loadOptions } from "../report.ts";
import { printMessage } from "../terminal/messages.ts";

const EXAMPLES = `
Examples:
  claude-cost watch                        in a side pane, all day
  claude-cost watch --view limits          begin with another view
  claude-cost watch --theme light          for a light background, where the terminal does not say
  claude-cost watch --listen               keep Claude Code's telemetry as well
  claude-cost watch --demo                 with a made-up history
Press ? in it for its keys.`;

export const registerWatch: Register = (program, io, state) => {
  program
    .command("watch")
    .description("live dashboard: the session you work in, today, limits, background")
    .option("--view <name>", `view to begin with: ${VIEWS.join(", ")}`, "now")
    .addOption(new Option("--theme <name>", "its colours (default: as set by dashboard.theme)").choices(THEMES))
    .option(
      "--listen [port]",
      `receive telemetry while it runs, as claude-cost listen does (port: where setup sends it, else ${DEFAULT_OTLP_PORT})`,
      portOf,
    )
    .addHelpText("after", EXAMPLES)
    .action(async (own: { view: string; theme?: ThemeChoice; listen?: number | true }, command) => {
      const options = readCommonOptions(command);
      const zone = readZone(options);
      refuseWithoutTerminal(io.env, io.stdout.isTTY);
      const path: string = new URL("./watch.mjs", import.meta.url).href;
      const { runWatch }: WatchProgram = await import(path);
      const watch: Omit<WatchOptions, "receiverPort"> = {
        load: loadOptions(options),
        zone: zone.name,
        view: own.view,
        colour: hasColour(options.color, io.env, true),
        theme: own.theme ?? null,
        unicode: !options.ascii && hasUnicode(io.env, io.platform),
        debug: options.debug === true,
      };
      const listening = own.listen === undefined ? null : await listenBeside(own.listen, options, io);
      try {
        state.exitCode = await runWatch({ ...watch, receiverPort: listening?.port ?? null });
      } finally {
        await listening?.end();
      }
    });
};

type Listening = { readonly port: number; end(): Promise<void> };

/** Errors of requests are printed after the dashboard has closed. */
async function listenBeside(port: number | true, options: CommonOptions, io: Io): Promise<Listening | null> {
  const problems = new Set<string>();
  const { otelDir } = dataPaths(options.dataDir, io.env);
  try {
    const receiver = await startReceiver({
      otelDir,
      port: port === true ? wiredPort(options, io) : port,
      onProblem: (message) => problems.add(message),
    });
    return {
      port: receiver.port,
      end: async () => {
        await receiver.close();
        for (const problem of problems) printMessage(io.stderr, problem);
      },
    };
  } catch (error) {
    // Another process of ours already receives the telemetry, and this dashboard reads its files.
    if (error instanceof ReceiverRunning) return null;
    throw error;
  }
}

/** Ink would write cursor movements into a pipe, and one-shot commands show the same without a terminal. */
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
