/** Shell commands: quoting a path, and finding the command that one of ours wraps. */

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One word of a POSIX shell. */
export function shellQuote(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Characters of a Windows path that both Git Bash and PowerShell accept as one word without quotes. */
const PLAIN_IN_BOTH = /^[\p{L}\p{N}_~:./-]+$/u;
/**
 * Characters that at least one of them changes between double quotes; PowerShell also treats curly quotes as quotes.
 */
const SPECIAL_IN_QUOTES = /[$`"!\u201c-\u201e]/;

/**
 * The command that runs our launcher. On Windows Claude Code runs commands in Git Bash where installed, else in
 * PowerShell, which treats a quoted word at the beginning as a string and not as a command: so a path is written with
 * forward slashes and without quotes, and one that needs quotes is an argument of node.
 * @returns null where no form works in both shells
 */
export function launcherCommand(launcher: string, platform: string): string | null {
  if (platform !== "win32") return shellQuote(launcher);
  const path = launcher.replaceAll("\\", "/");
  if (PLAIN_IN_BOTH.test(path)) return path;
  return SPECIAL_IN_QUOTES.test(path) ? null : `node "${path.replace(/\.cmd$/, ".cjs")}"`;
}

/** The option with the status line to run first, encoded on Windows, whose shells have no common quoting. */
export function wrapOption(command: string, platform: string): string {
  if (platform !== "win32") return `--wrap ${shellQuote(command)}`;
  return `--wrap-base64 ${Buffer.from(command, "utf8").toString("base64url")}`;
}

/** The command after `--wrap` or `--wrap-base64` in one of ours; null = none. */
export function unwrapCommand(command: string): string | null {
  const option = / --wrap(-base64)? /.exec(command);
  if (option === null) return null;
  let rest = command.slice(option.index + option[0].length);
  if (option[1] !== undefined) return Buffer.from(/^[\w-]*/.exec(rest)?.[0] ?? "", "base64url").toString("utf8");
  let word = "";
  while (rest !== "" && rest[0] !== " ") {
    const quoted = /^'([^']*)'/.exec(rest);
    const escaped = /^\\(.)/s.exec(rest);
    const plain = /^[^'\\ ]+/.exec(rest);
    const part = quoted ?? escaped ?? plain;
    if (part === null) return null;
    word += part[1] ?? part[0];
    rest = rest.slice(part[0].length);
  }
  return word;
}
