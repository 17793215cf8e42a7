/** One session as a person lived it: turns, each with what it asked for and what it cost. */

import type { Pico } from "../pricing/money.ts";
import type { Compaction } from "../responses/session-facts.ts";
import type { Tokens } from "../responses/tokens.ts";

/** `prompt`: typed by a person. `command`: a slash command. `notice`: the client's own (a task that ended). `start`: what comes before the first that is known. */
export type TurnKind = "prompt" | "command" | "notice" | "start";

export type ToolCount = { readonly name: string; readonly count: number };

export type SubagentRun = {
  /** Of the log file, `agent-<id>.jsonl`; "" while no log is seen. */
  readonly agentId: string;
  readonly agentType: string;
  readonly description: string;
  readonly requests: number;
  /** Of them, those without a price. */
  readonly unpriced: number;
  readonly tokens: Tokens;
  readonly costPico: Pico;
};

/** Requests that another model answered than the one that was asked, by the names under which reports know them. */
export type FallbackAnswers = {
  readonly model: string;
  readonly askedModel: string;
  readonly requests: number;
  readonly costPico: Pico;
};

export type Turn = {
  /** Counted from 1 since the start of what was read. */
  readonly number: number;
  readonly kind: TurnKind;
  /** One line, cleaned. */
  readonly prompt: string;
  /** Epoch milliseconds; NaN = none logged. */
  readonly startMs: number;
  readonly endMs: number;
  /** API requests that the session is billed for, subagents' included. */
  readonly requests: number;
  /** Requests that stand in the turn and are billed to the session that they were copied from. */
  readonly copied: number;
  /** Of all its requests, subagents' included; so is the cost. */
  readonly tokens: Tokens;
  readonly costPico: Pico;
  /** Requests without a price; their tokens are counted above. */
  readonly unpriced: number;
  readonly models: readonly string[];
  /** Of the main conversation: the one with most requests; "" = it has none that is billed here. */
  readonly mainModel: string;
  readonly fallbacks: readonly FallbackAnswers[];
  readonly tools: readonly ToolCount[];
  readonly toolErrors: number;
  readonly subagents: readonly SubagentRun[];
  readonly compactions: readonly Compaction[];
  readonly apiErrors: number;
};

/** Something that came into the context between two requests of the main conversation. */
export type TurnContent = {
  readonly kind: "tool" | "prompt" | "attachment";
  /** Of a tool result, the tool's name; "" = none. */
  readonly tool: string;
  /** The file or command of a tool result; "" = none. */
  readonly name: string;
  /** About: its part by size of what the context grew by. null = what it grew by is not known. */
  readonly tokens: number | null;
};

/** A billed request of a turn. */
export type TurnRequest = {
  readonly key: string;
  readonly timeMs: number;
  /** By the name that reports give it. */
  readonly model: string;
  /** The subagent that made it, by its kind; "" = the main conversation. */
  readonly agent: string;
  readonly tokens: Tokens;
  /** null = it has no price. */
  readonly costPico: Pico | null;
  /** What came into the context since the request before it. */
  readonly added: readonly TurnContent[];
};

/** A turn in full: in the order of time. */
export type TurnRequests = { readonly number: number; readonly requests: readonly TurnRequest[] };

export type Timeline = {
  readonly sessionId: string;
  /** Oldest first; at most the newest few hundred. */
  readonly turns: readonly Turn[];
  /** Turns that were let go to stay bounded. */
  readonly droppedTurns: number;
  /** True where the beginning of a very large log was not read. */
  readonly fromMiddle: boolean;
  /** The model and effort of the last request; "" = not logged. */
  readonly model: string;
  readonly effort: string;
  readonly branch: string;
};
