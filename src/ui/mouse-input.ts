/** Mouse reports of terminals (SGR mode): switches them on and off, and separates them from typed input. */

import { OneListener } from "./one-listener.ts";
import { replaceMethod } from "./replace-method.ts";

/** Requests presses, releases and the wheel, with decimal coordinates. */
export const MOUSE_ON = "\u001b[?1000h\u001b[?1006h";
export const MOUSE_OFF = "\u001b[?1006l\u001b[?1000l";

export type MouseEvent = {
  readonly kind: "click" | "wheel-up" | "wheel-down";
  /** Counted from 0 at the top left. */
  readonly column: number;
  readonly row: number;
};

const REPORTS = /\u001b\[<(\d+);(\d+);(\d+)([Mm])/g;
const LEFT = 0;
const WHEEL_UP = 64;
const WHEEL_DOWN = 65;

/** Separates typed input from mouse events. (A terminal writes a report at once, so it is in one chunk.) */
export function splitMouse(chunk: string): { readonly text: string; readonly events: readonly MouseEvent[] } {
  const events: MouseEvent[] = [];
  const text = chunk.replace(REPORTS, (_, button: string, x: string, y: string, end: string) => {
    const kind = kindOf(Number(button), end === "M");
    if (kind !== null) events.push({ kind, column: Number(x) - 1, row: Number(y) - 1 });
    return "";
  });
  return { text, events };
}

/** Other buttons, releases, and clicks with a modifier key are ignored. */
function kindOf(button: number, isPress: boolean): MouseEvent["kind"] | null {
  if (!isPress) return null;
  if (button === LEFT) return "click";
  if (button === WHEEL_UP) return "wheel-up";
  return button === WHEEL_DOWN ? "wheel-down" : null;
}

/** Passes mouse events on to a listener. */
export class MouseReports extends OneListener<MouseEvent> {
  /** The keyboard input without mouse reports. */
  subtractFrom(stdin: NodeJS.ReadStream): NodeJS.ReadStream {
    const read = (size?: number): unknown => {
      for (;;) {
        const chunk: unknown = stdin.read(size);
        if (typeof chunk !== "string") return chunk;
        const { text, events } = splitMouse(chunk);
        for (const event of events) this.notify(event);
        if (text !== "") return text;
      }
    };
    return replaceMethod(stdin, "read", read);
  }
}
