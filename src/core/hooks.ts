/** Which messages the hooks in Claude Code may show. None of them enters Claude's context. */

export type HookOptions = {
  /** At the start of a session: today's cost, and any alert. */
  readonly sessionStart: boolean;
  /** With a prompt: a limit or a budget that was crossed. */
  readonly alerts: boolean;
  /** With a prompt: stops it where a hard budget is used up. */
  readonly block: boolean;
  /** With a prompt: what it has to write again because the prompt cache has expired. */
  readonly coldCache: boolean;
  /** With a prompt: what similar turns usually cost. */
  readonly estimate: boolean;
  /** Before an agent starts: what the session has cost so far, and what such an agent usually costs. */
  readonly agents: boolean;
  /** After a turn: what it cost. */
  readonly turnCost: boolean;
  /** Before a switch of models: what it costs. */
  readonly modelSwitch: boolean;
  /** Updates the sums behind "today" by a report in the background after the hook, at most once in ten minutes. */
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

/** The cost in dollars from which an expired prompt cache is reported. */
export const COLD_CACHE_FROM_USD = "0.5";

/** The client's events that `setup` adds hooks to, for the messages that are switched on. */
export function wiredEvents({ agents, turnCost, modelSwitch }: HookOptions): readonly string[] {
  return [
    "SessionStart",
    "UserPromptSubmit",
    ...(agents ? ["PreToolUse"] : []),
    ...(turnCost ? ["Stop"] : []),
    ...(modelSwitch ? ["PreModelSwitch"] : []),
  ];
}

/** Tools with which Claude starts agents: `Task` in older clients. Hooks before other tools would only take time. */
export const AGENT_TOOLS = ["Agent", "Task", "Workflow"] as const;

/** The plugin's name. The client reserves names that begin with "claude-". */
export const PLUGIN_NAME = "spend";

/** Its commands, one file each in `plugin/commands`. */
export const PLUGIN_COMMANDS = ["today", "session", "limits", "compact", "live"] as const;
export type PluginCommand = (typeof PLUGIN_COMMANDS)[number];
