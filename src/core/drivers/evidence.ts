/** What a session's log tells beyond the billed tokens: what came into the conversation, and how large it was. */

/** Something that came into the context between two responses of the main conversation. */
export type AddedContent = {
  readonly kind: "tool" | "prompt" | "attachment";
  /** Of a tool result, the tool's name; "" = none. */
  readonly tool: string;
  /** The file or command of a tool result: for the user's own eyes only. */
  readonly name: string;
  /** Characters; only their proportions count. */
  readonly size: number;
};

export type ResponseEvidence = {
  /** Counted from 1: the prompt that the response answers. */
  readonly turn: number;
  /** Of the output; 0 where the log does not tell it apart. */
  readonly thinkingTokens: number;
  /** "" = not logged. */
  readonly effort: string;
  /** The model that was asked for, as logged: another one than answered where the client fell back. "" = not logged. */
  readonly askedModel: string;
  /** Since the response before it. */
  readonly added: readonly AddedContent[];
};

/** An MCP server that a session announced to Claude: its tools and instructions are a part of every request. */
export type McpServer = {
  readonly name: string;
  /** Characters of what announced it. */
  readonly size: number;
  readonly calls: number;
};

export type SessionEvidence = {
  /** By `responseKey`. */
  readonly responses: ReadonlyMap<string, ResponseEvidence>;
  readonly mcpServers: readonly McpServer[];
  /** Responses of each subagent's own log, by `responseKey`. */
  readonly agents: readonly ReadonlySet<string>[];
};

export const NO_EVIDENCE: SessionEvidence = { responses: new Map(), mcpServers: [], agents: [] };
