/** Asks the terminal for the colour of its background (OSC 11), and waits a moment for the answer. */

import type { Rgb } from "../view/text/rgb.ts";
import { backgroundIn } from "../view/text/screen-theme.ts";

/** Every terminal answers the second question (DA1), so that one which does not know the first is not waited for. */
export const BACKGROUND_QUESTION = "\u001b]11;?\u0007\u001b[c";
const KIND_ANSWER = /\u001b\[\?[\d;]*c/;
const ANSWERS = /\u001b\]11;[^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b\[\?[\d;]*c/g;

/** A terminal in the next room answers within milliseconds; one far away is not worth a later first frame. */
const LIMIT_MS = 150;

/**
 * What is typed meanwhile is put back for whoever reads next; the terminal is left in raw mode for the same reason.
 * @param write must be synchronous
 * @returns null where the terminal does not answer, or not in time
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
 * The keyboard without answers that came too late, which would be taken for keys. (A terminal writes an answer in one
 * piece, so that it is in one chunk.)
 */
export function withoutAnswers(stdin: NodeJS.ReadStream): NodeJS.ReadStream {
  const read = (size?: number): unknown => {
    const chunk: unknown = stdin.read(size);
    return typeof chunk === "string" ? chunk.replace(ANSWERS, "") : chunk;
  };
  return new Proxy(stdin, {
    get(target, key) {
      if (key === "read") return read;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
