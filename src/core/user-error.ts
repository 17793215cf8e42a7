/** An error that the user can fix: shown as one line and a hint, without a stack. Any other error is a bug. */
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

  /**
   * Compared by name, because each bundle has its own copy of this class, and one bundle catches what another throws.
   */
  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof Error && error.name === "UserError";
  }
}
