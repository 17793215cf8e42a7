/** Commands as a shell takes them: quoting one, and finding in ours the one that it wraps. */

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One word of a POSIX shell. */
export function shellQuote(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command after `--wrap` in one of ours; null = it wraps none. */
export function unwrapCommand(command: string): string | null {
  const at = command.indexOf(" --wrap ");
  if (at < 0) return null;
  let rest = command.slice(at + " --wrap ".length);
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
