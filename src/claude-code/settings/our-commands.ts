/**
 * Recognises our own commands in Claude Code's settings, and the hook events they answer. Small, because hooks load it.
 */

import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { PLUGIN_NAME } from "../../core/hooks.ts";
import { parseJson } from "../../core/parse-json.ts";
import { array, isObject, type Json, object, text } from "../json.ts";

/** Whether a command is one of ours, whatever its path. */
export function isOurs(command: unknown, subcommand: "statusline" | "hook"): boolean {
  return new RegExp(`claude-cost(?:\\.c?js|\\.cmd)?['"]?\\s+${subcommand}\\b`).test(text(command) ?? "");
}

/** Whether one of a hook event's groups contains a hook of ours. */
export function holdsOurs(group: unknown): boolean {
  return array(object(group)["hooks"]).some((hook) => isOurs(object(hook)["command"], "hook"));
}

/** Events that our commands in these settings answer; none where the settings switch hooks off. */
export function hookEventsOf(root: Json): readonly string[] {
  if (root["disableAllHooks"] === true) return [];
  return Object.entries(object(root["hooks"]))
    .filter(([, groups]) => array(groups).some(holdsOurs))
    .map(([event]) => event);
}

/** Whether our plugin is switched on in these settings. */
export function isPluginEnabled(root: Json): boolean {
  return Object.entries(object(root["enabledPlugins"])).some(
    ([name, on]) => name.startsWith(`${PLUGIN_NAME}@`) && on !== false,
  );
}

/**
 * Whether `setup` has added a command that answers this event, so that the plugin should be silent. Settings with
 * comments do not count, because the client ignores them; nor does a command whose program is missing.
 * @param sources the settings files' texts
 */
export function answersEvent(sources: readonly string[], event: string): boolean {
  return sources.some((source) => {
    if (!source.includes("claude-cost")) return false;
    const root = parsed(source);
    if (root === null || !hookEventsOf(root).includes(event)) return false;
    const hooks = array(object(root["hooks"])[event]).flatMap((group) => array(object(group)["hooks"]));
    return hooks.map((hook) => text(object(hook)["command"]) ?? "").some((c) => isOurs(c, "hook") && isThere(c));
  });
}

/**
 * Whether the status line that the client shows is ours: the first settings file that sets one decides. A file with
 * comments does not count, nor does a command whose program is missing.
 * @param sources the settings files' texts, highest precedence first
 */
export function drawsStatusline(sources: readonly string[]): boolean {
  const lines = sources.flatMap((source) => {
    const root = source.includes("statusLine") ? parsed(source) : null;
    return root === null || root["statusLine"] === undefined ? [] : [object(root["statusLine"])["command"]];
  });
  const [command] = lines;
  return isOurs(command, "statusline") && isThere(text(command) ?? "");
}

/** Whether a settings file switches off all hooks, and mods with them. */
export function switchesHooksOff(source: string): boolean {
  return source.includes("disableAllHooks") && parsed(source)?.["disableAllHooks"] === true;
}

function parsed(source: string): Json | null {
  const value = parseJson(source);
  return isObject(value) ? value : null;
}

/** A relative or escaped path cannot be checked here, and is assumed to exist. */
function isThere(command: string): boolean {
  const path =
    /^(?:node )?(?:"([^"]*)"|'([^']*)'|(\S+))/
      .exec(command)
      ?.slice(1)
      .find((part) => part !== undefined) ?? "";
  return command.includes("\\'") || !isAbsolute(path) || existsSync(path);
}
