/** What Claude Code tells a status line, in our words. Every field but the session's id may be missing. */

export type StatuslineWindow = {
  /** The client's own name: `five_hour`, `seven_day`, `spend_limit`, or one that we do not know yet. */
  readonly id: string;
  /** 0 … 100 and beyond, as the client says. */
  readonly usedPercent: number | null;
  /** Epoch milliseconds. */
  readonly resetsAtMs: number | null;
  readonly usedUsd: number | null;
  readonly limitUsd: number | null;
  readonly period: string | null;
};

export type StatuslineCache = {
  readonly warm: boolean | null;
  readonly ttl: string | null;
  /** Epoch milliseconds. */
  readonly expiresAtMs: number | null;
  readonly hitRatio: number | null;
  readonly recacheTokensIfCold: number | null;
};

export type StatuslineInput = {
  readonly sessionId: string;
  readonly sessionName: string | null;
  readonly promptId: string | null;
  readonly transcriptPath: string | null;
  readonly cwd: string;
  readonly projectDir: string;
  readonly modelId: string;
  readonly modelName: string;
  readonly effort: string | null;
  readonly version: string;
  readonly fastMode: boolean;
  /** The client's running total for the session at its own prices, dollars as it wrote them. */
  readonly costUsd: number | null;
  /** Wall and API time of what `costUsd` covers. */
  readonly wallMs: number | null;
  readonly apiMs: number | null;
  readonly linesAdded: number | null;
  readonly linesRemoved: number | null;
  /** Tokens in the context after the last response; null before the first one. */
  readonly contextTokens: number | null;
  readonly windowTokens: number | null;
  readonly usedPercent: number | null;
  readonly cache: StatuslineCache | null;
  readonly windows: readonly StatuslineWindow[];
};
