/** What the hooks in Claude Code may say. Nothing of it enters Claude's context. */

export type HookOptions = {
  /** At the start of a session: what today came to, and any alert. */
  readonly sessionStart: boolean;
  /** With a prompt: when a limit or a budget was crossed. */
  readonly alerts: boolean;
  /** With a prompt: stop it where a hard budget is used up. */
  readonly block: boolean;
  /** With a prompt: what it writes again because the prompt cache has expired. */
  readonly coldCache: boolean;
  /** With a prompt: what turns like it usually cost. */
  readonly estimate: boolean;
  /** Before an agent starts: what the session cost so far, and what such an agent usually costs. */
  readonly agents: boolean;
  /** After a turn: what it cost. */
  readonly turnCost: boolean;
  /** Before a switch of models: what it costs. */
  readonly modelSwitch: boolean;
  /** Keep the sums behind "today" fresh, by a report in the background after the hook, at most one in ten minutes. */
  readonly refresh: boolean;
};

export const DEFAULT_HOOKS: HookOptions = {
  sessionStart: true,
  alerts: true,
  block: true,
  coldCache: true,
  estimate: false,
  agents: true,
  turnCost: false,
  modelSwitch: false,
  refresh: true,
};

/** Dollars from which on it is said what an expired prompt cache costs. */
export const COLD_CACHE_FROM_USD = "0.5";

/** Events of the client that `setup` wires for what the user wants to be told. */
export function wiredEvents({ agents, turnCost, modelSwitch }: HookOptions): readonly string[] {
  return [
    "SessionStart",
    "UserPromptSubmit",
    ...(agents ? ["PreToolUse"] : []),
    ...(turnCost ? ["Stop"] : []),
    ...(modelSwitch ? ["PreModelSwitch"] : []),
  ];
}

/** Tools with which Claude starts agents: `Task` by older clients. Hooks before other tools would only take time. */
export const AGENT_TOOLS = ["Agent", "Task", "Workflow"] as const;

/** The plugin's name: those that begin with "claude-" are reserved by the client. */
export const PLUGIN_NAME = "spend";

/** Its commands, one file each in `plugin/commands`. */
export const PLUGIN_COMMANDS = ["today", "session", "limits", "compact", "live"] as const;
export type PluginCommand = (typeof PLUGIN_COMMANDS)[number];
