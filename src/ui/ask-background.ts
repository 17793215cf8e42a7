/** Queries the terminal's background colour (OSC 11), and waits a moment for the answer. */

import type { Rgb } from "../view/text/rgb.ts";
import { backgroundIn } from "../view/text/screen-theme.ts";
import { replaceMethod } from "./replace-method.ts";

/**
 * Every terminal answers the second query (DA1), so there is no need to wait for one that does not support the first.
 */
export const BACKGROUND_QUESTION = "\u001b]11;?\u0007\u001b[c";
const KIND_ANSWER = /\u001b\[\?[\d;]*c/;
const ANSWERS = /\u001b\]11;[^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b\[\?[\d;]*c/g;

/** A nearby terminal answers within milliseconds; a remote one should not delay the first frame. */
const LIMIT_MS = 150;

/**
 * Input typed meanwhile is put back for the next reader; the terminal stays in raw mode for the same reason.
 * @param write must be synchronous
 * @returns null where the terminal does not answer in time
 */
export async function askBackground(
  stdin: NodeJS.ReadStream,
  write: (text: string) => void,
  limitMs = LIMIT_MS,
): Promise<Rgb | null> {
  if (!stdin.isTTY) return null;
  stdin.setRawMode(true);
  let heard = "";
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      stdin.off("data", hear);
      stdin.pause();
      resolve();
    };
    const hear = (chunk: Buffer | string): void => {
      heard += chunk.toString();
      if (KIND_ANSWER.test(heard)) finish();
    };
    const timer = setTimeout(finish, limitMs);
    stdin.on("data", hear);
    write(BACKGROUND_QUESTION);
  });
  const typed = heard.replace(ANSWERS, "");
  if (typed !== "") stdin.unshift(Buffer.from(typed));
  return backgroundIn(heard);
}

/**
 * The keyboard input without late answers, which would be read as keys. (A terminal writes an answer at once, so it is
 * in one chunk.)
 */
export function withoutAnswers(stdin: NodeJS.ReadStream): NodeJS.ReadStream {
  const read = (size?: number): unknown => {
    const chunk: unknown = stdin.read(size);
    return typeof chunk === "string" ? chunk.replace(ANSWERS, "") : chunk;
  };
  return replaceMethod(stdin, "read", read);
}
