/** What Claude Code passes to a status line. Every field but the session's id may be missing. */

export type StatuslineWindow = {
  /** The client's own name: `five_hour`, `seven_day`, `spend_limit`, or an unknown one. */
  readonly id: string;
  /** 0 … 100 and above, as the client reports it. */
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
  /** The client's running total for the session at its own prices, in dollars as the client wrote them. */
  readonly costUsd: number | null;
  /** Wall and API time that `costUsd` covers. */
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
