/** What a session's log contains beyond the billed tokens: what was added to the conversation, and its size. */

/** Something that was added to the context between two responses of the main conversation. */
export type AddedContent = {
  readonly kind: "tool" | "prompt" | "attachment";
  /** For a tool result, the tool's name; "" = none. */
  readonly tool: string;
  /** The file or command of a tool result; only for the user's own reports. */
  readonly name: string;
  /** Characters; only their proportions are used. */
  readonly size: number;
};

export type ResponseEvidence = {
  /** The number of the prompt that the response answers, counted from 1. */
  readonly turn: number;
  /** Part of the output; 0 where the log does not report it separately. */
  readonly thinkingTokens: number;
  /** "" = not logged. */
  readonly effort: string;
  /** The requested model, as logged: differs from the answering one where the client fell back. "" = not logged. */
  readonly askedModel: string;
  /** What was added since the previous response. */
  readonly added: readonly AddedContent[];
};

/** An MCP server that a session announced to Claude: its tools and instructions are a part of every request. */
export type McpServer = {
  readonly name: string;
  /** Characters of its announcement. */
  readonly size: number;
  readonly calls: number;
};

export type SessionEvidence = {
  /** By `responseKey`. */
  readonly responses: ReadonlyMap<string, ResponseEvidence>;
  readonly mcpServers: readonly McpServer[];
  /** Responses in the log of each subagent, by `responseKey`. */
  readonly agents: readonly ReadonlySet<string>[];
};

export const NO_EVIDENCE: SessionEvidence = { responses: new Map(), mcpServers: [], agents: [] };
