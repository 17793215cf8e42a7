/**
 * Entry of `dist/statusline.cjs`. It always prints what it can and exits with 0, because a failure would blank the
 * line.
 */

import { terminalText } from "../../core/clean-text.ts";
import { statuslineLine } from "../statusline/statusline-line.ts";
import { printMessage } from "../terminal/messages.ts";
import { readStdin } from "../terminal/read-stdin.ts";

function argument(name: string): string | undefined {
  const argv = process.argv;
  const at = argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  if (at < 0) return undefined;
  const arg = argv[at] as string;
  return arg === name ? argv[at + 1] : arg.slice(name.length + 1);
}

function ours(source: string | null): string {
  const { line, trouble } = statuslineLine({
    source,
    dataDir: argument("--data-dir"),
    env: process.env,
    platform: process.platform,
    nowMs: Date.now(),
  });
  if (trouble && process.argv.includes("--debug")) printMessage(process.stderr, String(trouble));
  return line;
}

async function main(): Promise<void> {
  const isPlain = process.argv.includes("--plain");
  // In other cases stdin has no input, and may be left open.
  const source = isPlain ? null : readStdin();
  const line = ours(source);
  const encoded = argument("--wrap-base64");
  const wrapped = encoded === undefined ? argument("--wrap") : Buffer.from(encoded, "base64url").toString("utf8");
  if (wrapped && source !== null) {
    const { runWrapped } = await import("../statusline/statusline-wrap.ts");
    const before = (await runWrapped(wrapped, source)).trimEnd();
    // The output of the user's own command is passed through unchanged, with colours and links.
    if (before) process.stdout.write(`${before}\n`);
  }
  if (line) process.stdout.write(terminalText(`${line}\n`));
}

process.stdout.on("error", () => {});
main().catch((error: unknown) => {
  if (process.argv.includes("--debug")) printMessage(process.stderr, String(error));
});
