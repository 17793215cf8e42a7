/** Shows the dashboard on a terminal. */

import { type Instance, render } from "ink";
import { keepScrollback } from "./alt-screen.ts";
import { Dashboard, type DashboardProps } from "./app.tsx";
import { withoutAnswers } from "./ask-background.ts";
import { MouseReports } from "./mouse-input.ts";
import { PastedTexts } from "./paste-input.ts";

/** More frames per second are not visible; fewer would delay new rows. */
const MAX_FPS = 30;

export type MountOptions = Omit<DashboardProps, "mouse" | "pastes"> & {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
};

export function mountDashboard({ stdin, stdout, ...props }: MountOptions): Instance {
  const mouse = new MouseReports();
  const pastes = new PastedTexts();
  return render(<Dashboard {...props} mouse={mouse} pastes={pastes} />, {
    // Pasted texts first, because they may contain what looks like a report of the mouse.
    stdin: mouse.subtractFrom(withoutAnswers(pastes.subtractFrom(stdin))),
    stdout: keepScrollback(stdout),
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: MAX_FPS,
    isScreenReaderEnabled: props.isSpoken,
  });
}
