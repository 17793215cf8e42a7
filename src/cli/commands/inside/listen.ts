import { isLoopback } from "../../../app/telemetry/asked-host.ts";
import { type Receiver, startReceiver } from "../../../app/telemetry/receiver.ts";
import { DEFAULT_OTLP_PORT } from "../../../core/background/otlp-port.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import { counted } from "../../../view/text/format.ts";
import type { Io } from "../../io.ts";
import { readCommonOptions } from "../../options/common-options.ts";
import { portOf, wiredPort } from "../../options/listen-options.ts";
import type { Register } from "../../program.ts";
import { writeJsonLine } from "../../report.ts";
import { printMessage } from "../../terminal/messages.ts";
import { untilStopped } from "../../until-stopped.ts";

type ListenOptions = { readonly port?: number; readonly host: string };

/** How often the health line is updated while events arrive. */
const HEALTH_MS = 60_000;

const HELP = `
Claude Code sends its telemetry here when these are in its environment, or under "env" in its settings.json
(claude-cost setup writes them):
  CLAUDE_CODE_ENABLE_TELEMETRY=1
  OTEL_LOGS_EXPORTER=otlp
  OTEL_EXPORTER_OTLP_PROTOCOL=http/json
  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${DEFAULT_OTLP_PORT}
Kept: kind, model, tokens and price of each request, and compactions. Not kept: prompts, answers, who you are.

Examples:
  claude-cost listen
  claude-cost listen --port 14318`;

export const registerListen: Register = (program, io, state) => {
  program
    .command("listen")
    .description("receive Claude Code's telemetry: the exact cost and kind of each background request")
    .option(
      "--port <port>",
      `port to listen on; 0 takes a free one (default: where setup sends it, else ${DEFAULT_OTLP_PORT})`,
      portOf,
    )
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addHelpText("after", HELP)
    .action(async (options: ListenOptions, command) => {
      const common = readCommonOptions(command);
      const { json } = common;
      const { otelDir } = dataPaths(common.dataDir, io.env);
      const port = options.port ?? wiredPort(common, io);
      const tell = (line: string): void => printMessage(io.stderr, line);
      const receiver = await startReceiver({ otelDir, port, host: options.host, onProblem: tell });
      const stopped = untilStopped();
      if (json) writeJsonLine(io, { url: receiver.url, port: receiver.port, pid: process.pid });
      tell(`listening on ${receiver.url}; events are stored in ${otelDir}`);
      if (!isLoopback(options.host)) tell(`anyone who reaches ${options.host} can add to your figures`);
      const health = startHealth(receiver, io);
      const signal = await stopped;
      clearInterval(health);
      await receiver.close();
      tell(`stopped; ${healthText(receiver)}`);
      state.exitCode = signal === "SIGINT" ? 130 : 0;
    });
};

/** Prints a line at intervals, if anything arrived since the last one. */
function startHealth(receiver: Receiver, io: Io): NodeJS.Timeout {
  let said = 0;
  return setInterval(() => {
    const { batches, refused } = receiver.counts;
    if (batches + refused === said) return;
    said = batches + refused;
    printMessage(io.stderr, healthText(receiver));
  }, HEALTH_MS);
}

function healthText({ counts }: Receiver): string {
  const trouble = counts.rejected + counts.refused > 0;
  const kept = `${counted(counts.events, "event")} stored, from ${counted(counts.batches, "batch")}`;
  return trouble
    ? `${kept}; ${counted(counts.rejected, "record")} and ${counted(counts.refused, "request")} refused`
    : kept;
}
