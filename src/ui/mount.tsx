/** Puts the dashboard on a terminal. */

import { type Instance, render } from "ink";
import { keepScrollback } from "./alt-screen.ts";
import { Dashboard, type DashboardProps } from "./app.tsx";
import { withoutAnswers } from "./ask-background.ts";

/** More frames than this a second nobody sees; fewer would delay what was just written. */
const MAX_FPS = 30;

export type MountOptions = DashboardProps & {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
};

export function mountDashboard({ stdin, stdout, ...props }: MountOptions): Instance {
  return render(<Dashboard {...props} />, {
    stdin: withoutAnswers(stdin),
    stdout: keepScrollback(stdout),
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: MAX_FPS,
    isScreenReaderEnabled: props.isSpoken,
  });
}
