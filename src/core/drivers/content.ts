/** Tracks what fills a context, in tokens, as the conversation continues. */

/** `start`, `answers`, `prompts`, `attachments`, `summary`, `not told apart`, or `tool:<name>`. */
export type ContentKind = string;

export const START = "start";
export const ANSWERS = "answers";
export const PROMPTS = "prompts";
export const ATTACHMENTS = "attachments";
export const SUMMARY = "summary";
export const UNKNOWN = "not told apart";
export const toolContent = (name: string): ContentKind => `tool:${name}`;

export class Content {
  readonly #tokens = new Map<ContentKind, number>();

  /**
   * Divides the tokens that a request reads again: the session's start first, because it comes first in the prompt, and
   * the rest in proportion.
   */
  weights(readTokens: number): readonly (readonly [ContentKind, number])[] {
    const start = Math.min(readTokens, this.#tokens.get(START) ?? 0);
    const others = [...this.#tokens].filter(([kind, tokens]) => kind !== START && tokens > 0);
    const sum = others.reduce((n, [, tokens]) => n + tokens, 0);
    const left = readTokens - start;
    if (sum === 0) return [[START, readTokens]];
    return [[START, start], ...others.map(([kind, tokens]) => [kind, (left * tokens) / sum] as const)];
  }

  add(kind: ContentKind, tokens: number): void {
    if (tokens > 0) this.#tokens.set(kind, (this.#tokens.get(kind) ?? 0) + tokens);
  }

  get startTokens(): number {
    return this.#tokens.get(START) ?? 0;
  }

  /** After a compaction, the context contains the start and a summary. */
  compact(contextTokens: number): void {
    const start = Math.min(this.startTokens, contextTokens);
    this.#tokens.clear();
    this.add(START, start);
    this.add(SUMMARY, contextTokens - start);
  }
}
