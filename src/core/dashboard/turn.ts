/** One session as its user experienced it: turns, each with its prompt and its cost. */

import type { Pico } from "../pricing/money.ts";
import type { Compaction } from "../responses/session-facts.ts";
import type { Tokens } from "../responses/tokens.ts";

/**
 * `prompt`: typed by a person. `command`: a slash command. `notice`: from the client (a task that ended). `start`: what
 * comes before the first known turn.
 */
export type TurnKind = "prompt" | "command" | "notice" | "start";

export type ToolCount = { readonly name: string; readonly count: number };

export type SubagentRun = {
  /** From the name of the log file, `agent-<id>.jsonl`; "" = no log was found. */
  readonly agentId: string;
  readonly agentType: string;
  readonly description: string;
  readonly requests: number;
  /** The number of requests without a price. */
  readonly unpriced: number;
  readonly tokens: Tokens;
  readonly costPico: Pico;
};

/** Requests that were answered by a model other than the requested one; models by their names in reports. */
export type FallbackAnswers = {
  readonly model: string;
  readonly askedModel: string;
  readonly requests: number;
  readonly costPico: Pico;
};

export type Turn = {
  /** Counted from 1 at the start of what was read. */
  readonly number: number;
  readonly kind: TurnKind;
  /** One line, cleaned. */
  readonly prompt: string;
  /** Epoch milliseconds; NaN = none logged. */
  readonly startMs: number;
  readonly endMs: number;
  /** API requests that the session is billed for, subagents' included. */
  readonly requests: number;
  /** Requests in the turn that are billed to the session that they were copied from. */
  readonly copied: number;
  /** Tokens of all its requests, subagents' included; so is the cost. */
  readonly tokens: Tokens;
  readonly costPico: Pico;
  /** Requests without a price; their tokens are counted above. */
  readonly unpriced: number;
  readonly models: readonly string[];
  /** The model with most requests of the main conversation; "" = none is billed here. */
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
  /** For a tool result, the tool's name; "" = none. */
  readonly tool: string;
  /** The file or command of a tool result; "" = none. */
  readonly name: string;
  /** Estimated by its share in the size of what was added. null = the growth of the context is not known. */
  readonly tokens: number | null;
};

/** A billed request of a turn. */
export type TurnRequest = {
  readonly key: string;
  readonly timeMs: number;
  /** By its name in reports. */
  readonly model: string;
  /** The type of the subagent that made it; "" = the main conversation. */
  readonly agent: string;
  readonly tokens: Tokens;
  /** null = it has no price. */
  readonly costPico: Pico | null;
  /** What came into the context since the request before it. */
  readonly added: readonly TurnContent[];
};

/** All requests of a turn, in the order of time. */
export type TurnRequests = { readonly number: number; readonly requests: readonly TurnRequest[] };

export type Timeline = {
  readonly sessionId: string;
  /** Oldest first; at most the newest few hundred. */
  readonly turns: readonly Turn[];
  /** Turns that were dropped to limit memory. */
  readonly droppedTurns: number;
  /** True where the first part of a very large log was not read. */
  readonly fromMiddle: boolean;
  /** The model and effort of the last request; "" = not logged. */
  readonly model: string;
  readonly effort: string;
  readonly branch: string;
};
