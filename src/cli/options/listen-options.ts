/** Options for a port. */

import { InvalidArgumentError } from "commander";
import { wiredTelemetryPort } from "../../app/inside/wiring.ts";
import { chooseRoots } from "../../claude-code/logs/roots.ts";
import { DEFAULT_OTLP_PORT } from "../../core/background/otlp-port.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "./common-options.ts";

/** The port on this machine that Claude Code's settings send telemetry to; by default the usual port. */
export function wiredPort({ configDir }: CommonOptions, { env, homeDir }: Io): number {
  const [root] = chooseRoots({ configDirs: configDir, env, homeDir });
  return (root && wiredTelemetryPort(root.path)) ?? DEFAULT_OTLP_PORT;
}

/** @throws InvalidArgumentError where it is not a port */
export function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError("It is a number from 0 to 65535.");
  return port;
}
