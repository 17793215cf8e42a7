/** Something the user can mend: shown as one line and a hint, without a stack. Anything else is a bug of ours. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly hint: string;
  readonly exitCode: number;

  /** @param options.exitCode 1 failure (default), 2 wrong usage */
  constructor(message: string, options: { hint?: string; exitCode?: 1 | 2 | 3; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint ?? "";
    this.exitCode = options.exitCode ?? 1;
  }

  /** By name: each bundle has this class of its own, and what one throws is caught in another. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof Error && error.name === "UserError";
  }
}
