import { cleanText } from "../../core/clean-text.ts";

/** A session's id as tables show it: the first characters, which are enough to select it on the command line. */
export function shortSessionId(sessionId: string): string {
  return cleanText(sessionId).slice(0, 8);
}
