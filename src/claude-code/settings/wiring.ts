/**
 * Adds, finds and removes our entries in a Claude Code settings file. Text in, text out; comments, formatting and all
 * other keys are unchanged.
 */

import { AGENT_TOOLS } from "../../core/hooks.ts";
import type { PartState, WiringPart } from "../../core/wiring-parts.ts";
import { array, isObject, object, text } from "../json.ts";
import { holdsOurs, hookEventsOf, isOurs, isPluginEnabled } from "./our-commands.ts";
import { withoutBulk } from "./settings-bulk.ts";
import { removeValue, setValue } from "./settings-edit.ts";
import { parseSettings, type SettingsText } from "./settings-text.ts";
import { unwrapCommand, wrapOption } from "./shell-command.ts";

export type WiringPlan = {
  readonly parts: readonly WiringPart[];
  /** The command that runs the stable launcher script: see `launcherCommand`. */
  readonly launcher: string;
  /** Default: a POSIX system. */
  readonly platform?: string;
  /** Hook events to add hooks for. */
  readonly events: readonly string[];
  /** Where telemetry goes. */
  readonly endpoint: string;
};

/** Seconds; our hooks take a fraction of one. */
const HOOK_TIMEOUT = 5;
/** Matchers for events of which only some cases need a hook. */
const MATCHERS: Readonly<Record<string, { readonly matcher: string }>> = {
  PreToolUse: { matcher: AGENT_TOOLS.join("|") },
};
const TELEMETRY_KEYS = [
  "CLAUDE_CODE_ENABLE_TELEMETRY",
  "OTEL_LOGS_EXPORTER",
  "OTEL_EXPORTER_OTLP_PROTOCOL",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
] as const;

export function telemetryEnv(endpoint: string): Readonly<Record<string, string>> {
  return {
    CLAUDE_CODE_ENABLE_TELEMETRY: "1",
    OTEL_LOGS_EXPORTER: "otlp",
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  };
}

/** Whether a settings file switches our plugin on. */
export function enablesPlugin(source: string): boolean {
  return isPluginEnabled(parseSettings(withoutBulk(source).source).root);
}

/** The state of each part in a settings file. */
export function wiringState(source: string): readonly PartState[] {
  const { root } = parseSettings(withoutBulk(source).source);
  return [statuslineState(root), hooksState(root), telemetryState(root)];
}

/** Events that our commands in a settings file answer. */
export function wiredHookEvents(source: string): readonly string[] {
  return hookEventsOf({ ...parseSettings(withoutBulk(source).source).root, disableAllHooks: false });
}

function statuslineState(root: SettingsText["root"]): PartState {
  const command = object(root["statusLine"])["command"];
  const wrapped = unwrapCommand(text(command) ?? "");
  if (isOurs(command, "statusline")) {
    return { part: "statusline", state: "wired", note: wrapped === null ? "" : `below ${wrapped}` };
  }
  return root["statusLine"] === undefined
    ? { part: "statusline", state: "absent", note: "" }
    : { part: "statusline", state: "others", note: text(command) ?? `statusLine has no command; ${CORRECT_IT}` };
}

function hooksState(root: SettingsText["root"]): PartState {
  if (isOddForm(root["hooks"]))
    return { part: "hooks", state: "others", note: `hooks is not an object; ${CORRECT_IT}` };
  const events = hookEventsOf({ ...root, disableAllHooks: false });
  const disabled = root["disableAllHooks"] === true ? "all hooks are switched off here (disableAllHooks)" : "";
  return { part: "hooks", state: events.length > 0 ? "wired" : "absent", note: disabled || events.join(", ") };
}

function telemetryState(root: SettingsText["root"]): PartState {
  if (isOddForm(root["env"]))
    return { part: "telemetry", state: "others", note: `env is not an object; ${CORRECT_IT}` };
  const env = object(root["env"]);
  const endpoint = text(env["OTEL_EXPORTER_OTLP_ENDPOINT"]);
  const foreign = foreignTelemetry(env);
  if (foreign !== null) return { part: "telemetry", state: "others", note: foreign };
  const isWired = TELEMETRY_KEYS.every((key) => env[key] !== undefined);
  return { part: "telemetry", state: isWired ? "wired" : "absent", note: endpoint ?? "" };
}

const CORRECT_IT = "correct or remove it there, then run `claude-cost setup` again";

/** What prevents hooks of these events from being added; null = nothing. */
export function oddHookEvents(source: string, events: readonly string[]): string | null {
  const hooks = object(parseSettings(withoutBulk(source).source).root["hooks"]);
  const odd = events.filter((event) => hooks[event] !== undefined && !Array.isArray(hooks[event]));
  if (odd.length === 0) return null;
  const names = odd.map((event) => `hooks.${event}`).join(", ");
  return `${names} ${odd.length === 1 ? "is not a list" : "are not lists"}; ${CORRECT_IT}`;
}

/** An unknown format, perhaps of a later client: it is not changed. */
const isOddForm = (value: unknown): boolean => value !== undefined && !isObject(value);

/** Where the user's telemetry already goes, in a few words; null = nowhere. */
function foreignTelemetry(env: Readonly<Record<string, unknown>>): string | null {
  const endpoint = text(env["OTEL_EXPORTER_OTLP_ENDPOINT"]) ?? text(env["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"]);
  const isLocal = endpoint !== null && /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+\/?$/.test(endpoint);
  if (endpoint !== null && !isLocal) return `goes to ${endpoint}`;
  const exporter = text(env["OTEL_LOGS_EXPORTER"]);
  if (exporter !== null && exporter !== "otlp") return `OTEL_LOGS_EXPORTER is ${exporter}`;
  const protocol = text(env["OTEL_EXPORTER_OTLP_PROTOCOL"]);
  return protocol !== null && protocol !== "http/json" ? `OTEL_EXPORTER_OTLP_PROTOCOL is ${protocol}` : null;
}

/**
 * The settings with the parts added. Existing ones are unchanged; another program's status line is wrapped, not
 * replaced.
 */
export function wireSettings(source: string, plan: WiringPlan): string {
  const small = withoutBulk(source);
  let edited = small.source;
  if (plan.parts.includes("statusline")) edited = wireStatusline(edited, plan);
  if (plan.parts.includes("hooks")) for (const event of plan.events) edited = wireHook(edited, event, plan.launcher);
  if (plan.parts.includes("telemetry")) edited = wireTelemetry(edited, plan.endpoint);
  return small.restore(edited);
}

function wireStatusline(source: string, { launcher, platform = "posix" }: WiringPlan): string {
  const { root } = parseSettings(source);
  const ours = `${launcher} statusline`;
  if (root["statusLine"] === undefined) return setValue(source, ["statusLine"], { type: "command", command: ours });
  const command = text(object(root["statusLine"])["command"]);
  if (command === null) return source;
  const wrapped = isOurs(command, "statusline") ? unwrapCommand(command) : command;
  const wanted = wrapped === null ? ours : `${ours} ${wrapOption(wrapped, platform)}`;
  return command === wanted ? source : setValue(source, ["statusLine", "command"], wanted);
}

function wireHook(source: string, event: string, launcher: string): string {
  const { root } = parseSettings(source);
  if (isOddForm(root["hooks"])) return source;
  const groups = object(root["hooks"])[event];
  const hook = { type: "command", command: `${launcher} hook ${event}`, timeout: HOOK_TIMEOUT };
  const group = { ...MATCHERS[event], hooks: [hook] };
  if (groups === undefined) return setValue(source, ["hooks", event], [group]);
  if (!Array.isArray(groups)) return source;
  const at = groups.findIndex(holdsOurs);
  if (at < 0) return setValue(source, ["hooks", event, groups.length], group);
  const hooks = array(object(groups[at])["hooks"]);
  const own = hooks.findIndex((h) => isOurs(object(h)["command"], "hook"));
  const path = ["hooks", event, at, "hooks", own, "command"];
  return object(hooks[own])["command"] === hook.command ? source : setValue(source, path, hook.command);
}

function wireTelemetry(source: string, endpoint: string): string {
  const { root } = parseSettings(source);
  const env = object(root["env"]);
  if (isOddForm(root["env"]) || foreignTelemetry(env) !== null) return source;
  let edited = source;
  for (const [key, value] of Object.entries(telemetryEnv(endpoint))) {
    if (env[key] !== value) edited = setValue(edited, ["env", key], value);
  }
  return edited;
}

/** The settings without our entries; a status line that we wrapped is restored. */
export function unwireSettings(source: string, parts: readonly WiringPart[]): string {
  const small = withoutBulk(source);
  let edited = small.source;
  if (parts.includes("statusline")) edited = unwireStatusline(edited);
  if (parts.includes("hooks")) edited = unwireHooks(edited);
  if (parts.includes("telemetry")) edited = unwireTelemetry(edited);
  return small.restore(edited);
}

function unwireStatusline(source: string): string {
  const command = text(object(parseSettings(source).root["statusLine"])["command"]);
  if (command === null || !isOurs(command, "statusline")) return source;
  const wrapped = unwrapCommand(command);
  return wrapped === null ? removeValue(source, ["statusLine"]) : setValue(source, ["statusLine", "command"], wrapped);
}

function unwireHooks(source: string): string {
  let edited = source;
  for (const [event, groups] of Object.entries(object(parseSettings(source).root["hooks"]))) {
    for (let at = array(groups).length - 1; at >= 0; at--) {
      const hooks = array(object(array(groups)[at])["hooks"]);
      const own = hooks.flatMap((hook, i) => (isOurs(object(hook)["command"], "hook") ? [i] : []));
      if (own.length === 0) continue;
      if (own.length === hooks.length) edited = removeValue(edited, ["hooks", event, at]);
      else for (const i of own.toReversed()) edited = removeValue(edited, ["hooks", event, at, "hooks", i]);
    }
    const left = object(parseSettings(edited).root["hooks"])[event];
    if (array(groups).length > 0 && Array.isArray(left) && left.length === 0) {
      edited = removeValue(edited, ["hooks", event]);
    }
  }
  return withoutEmpty(source, edited, "hooks");
}

function unwireTelemetry(source: string): string {
  const env = object(parseSettings(source).root["env"]);
  const endpoint = text(env["OTEL_EXPORTER_OTLP_ENDPOINT"]);
  if (endpoint === null || telemetryState(parseSettings(source).root).state !== "wired") return source;
  let edited = source;
  for (const [key, value] of Object.entries(telemetryEnv(endpoint))) {
    if (env[key] === value) edited = removeValue(edited, ["env", key]);
  }
  return withoutEmpty(source, edited, "env");
}

/** Removes an object that became empty when its last entry was removed. */
function withoutEmpty(before: string, after: string, key: string): string {
  const left = parseSettings(after).root[key];
  const wasFilled = Object.keys(object(parseSettings(before).root[key])).length > 0;
  const isEmpty = left !== undefined && Object.keys(object(left)).length === 0;
  return wasFilled && isEmpty ? removeValue(after, [key]) : after;
}
