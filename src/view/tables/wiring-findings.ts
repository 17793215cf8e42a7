/** The setup in Claude Code as `doctor` shows it: what is set up, when each part last ran, and what prevents it. */

import { DEFAULT_OTLP_PORT, telemetryPort } from "../../core/background/otlp-port.ts";
import type { ModState, PartState, Wiring, WiringPart } from "../../core/wiring-parts.ts";
import { bareDuration } from "../text/format.ts";
import type { Finding } from "./doctor-lines.ts";

/** A part that did not run for this long while sessions ran gets a warning. */
const SILENT_MS = 24 * 3_600_000;

/** @param lastActivityMs when a session was last active; null = never */
export function wiringFindings(wiring: Wiring, lastActivityMs: number | null, nowMs: number): readonly Finding[] {
  if (wiring.problem !== null) {
    return [{ level: "warn", name: "settings", text: `${wiring.settingsFile}: ${wiring.problem}` }];
  }
  const heard: Readonly<Record<WiringPart, number | null>> = {
    statusline: wiring.lastStatuslineMs,
    hooks: wiring.lastHookMs.size === 0 ? null : Math.max(...wiring.lastHookMs.values()),
    telemetry: wiring.lastTelemetryMs,
  };
  return [
    ...wiring.parts.map((part) => partFinding(part, heard[part.part], lastActivityMs, wiring, nowMs)),
    ...modFindings(wiring, lastActivityMs, nowMs),
    ...obstacles(wiring),
  ];
}

/** The first client version that loads mods. */
const MODS_SINCE = "2.1.287";

/** Whether the mod is loaded, as far as it can be detected, and what shows the cost. Empty where there is no mod. */
function modFindings(wiring: Wiring, lastActivityMs: number | null, nowMs: number): readonly Finding[] {
  const { pluginEnabled, mod } = wiring;
  if (!pluginEnabled && mod.lastMs === null) return [];
  return [modFinding(mod, lastActivityMs, nowMs), { level: "info", name: "shown by", text: shownBy(wiring) }];
}

function modFinding(
  { blockedBy, lastMs, clientVersion }: ModState,
  lastActivityMs: number | null,
  nowMs: number,
): Finding {
  const name = "mod";
  const client = clientVersion === "" ? "" : `, in Claude Code ${clientVersion}`;
  const last = lastMs === null ? "never heard of" : `last heard of ${bareDuration(nowMs - lastMs)} ago${client}`;
  if (blockedBy !== "") return { level: "info", name, text: `not loaded: ${blockedBy}; ${last}` };
  const isSilent = lastMs === null || (lastActivityMs !== null && lastActivityMs - lastMs > SILENT_MS);
  if (!isSilent) return { level: "ok", name, text: `loaded, ${last}` };
  const reason = `Claude Code loads it from ${MODS_SINCE} on, in a terminal, not with --safe-mode or --bare`;
  return { level: "info", name, text: `${last}; ${reason}` };
}

/** What shows the session's cost, and what shows alerts. */
function shownBy({ mod, parts, pluginEnabled }: Wiring): string {
  const isLoaded = mod.blockedBy === "" && mod.lastMs !== null;
  const footer = isLoaded ? "the mod's footer" : "nothing (claude-cost setup --only statusline)";
  const silent = isLoaded ? ", so the mod shows no footer" : "";
  const cost = mod.hasStatusline ? `the status line${silent}` : footer;
  const isWired = parts.some(({ part, state }) => part === "hooks" && state === "wired");
  const warnings = isWired ? "the hooks of setup" : pluginEnabled ? "the plugin's hooks" : "nobody";
  return `cost: ${cost}; warnings: ${warnings}; pane: ${isLoaded ? "/spend:live" : "none"}`;
}

export const TOO_LOOSE = "has comments or trailing commas: Claude Code ignores all of it until they are removed";

/** Commands to receive telemetry that is sent to a port of this machine. */
export function receiverCommands(port: number | null): string {
  const other = port === null || port === DEFAULT_OTLP_PORT ? ["", ""] : [` --port ${port}`, ` ${port}`];
  return `\`claude-cost listen${other[0]}\` or \`claude-cost watch --listen${other[1]}\``;
}

const NAMES: Readonly<Record<WiringPart, string>> = {
  statusline: "status line",
  hooks: "hooks",
  telemetry: "telemetry",
};

function partFinding(
  { part, state, note }: PartState,
  heardMs: number | null,
  lastActivityMs: number | null,
  { pluginEnabled, tooLoose }: Wiring,
  nowMs: number,
): Finding {
  const name = NAMES[part];
  const last = heardMs === null ? "never heard of" : `last heard of ${bareDuration(nowMs - heardMs)} ago`;
  if (state === "wired" && tooLoose) return { level: "warn", name, text: `ignored, though it is in the file, ${last}` };
  if (state === "wired") {
    const isSilent = lastActivityMs !== null && lastActivityMs - (heardMs ?? 0) > SILENT_MS;
    const more =
      part === "telemetry" && isSilent
        ? `; only ${receiverCommands(telemetryPort(note))} receives it`
        : part === "hooks" && pluginEnabled
          ? "; these answer, and the plugin's are silent then"
          : "";
    return { level: isSilent ? "warn" : "ok", name, text: `wired${note === "" ? "" : ` (${note})`}, ${last}${more}` };
  }
  if (state === "others") return { level: "info", name, text: othersText(part, note) };
  if (part === "hooks" && pluginEnabled) return { level: "ok", name, text: `by the plugin, which speaks, ${last}` };
  return {
    level: "info",
    name,
    text: `not wired (\`claude-cost setup --only ${part}\`)${heardMs === null ? "" : `, ${last}`}`,
  };
}

function othersText(part: WiringPart, note: string): string {
  if (part === "statusline") return `another's: ${note}; setup puts ours below it`;
  return `the user's own (${note}); left alone`;
}

function obstacles(wiring: Wiring): readonly Finding[] {
  const warn = (name: string, text: string): Finding => ({ level: "warn", name, text });
  const info = (name: string, text: string): Finding => ({ level: "info", name, text });
  return [
    ...(wiring.tooLoose ? [warn("settings", `${wiring.settingsFile} ${TOO_LOOSE}`)] : []),
    ...wiring.locks.map((l) => warn(`managed ${l.part}`, `managed settings win: ${l.reason} (${l.file})`)),
    ...wiring.overriddenBy.map((file) => warn("status line here", `${file} sets another one for this folder`)),
    ...(wiring.missingEvents.length > 0
      ? [info("more hooks", `${wiring.missingEvents.join(", ")} can be wired: claude-cost setup --only hooks`)]
      : []),
    ...(wiring.launcherMissing ? [warn("launcher", "the wired path is not there; run claude-cost setup again")] : []),
  ];
}
