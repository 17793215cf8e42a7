/** Settings, section `dashboard`: how `watch` looks. */

import * as v from "valibot";
import { THEMES } from "../../core/dashboard/themes.ts";
import { described, flagOf } from "./amount.ts";

const CHARTS = ["blocks", "braille"] as const;

export const dashboardSection = v.optional(
  v.looseObject({
    theme: described(
      "Colours of the dashboard; auto asks the terminal for its background, ansi uses the terminal's own sixteen colours, mono none.",
      v.optional(v.picklist(THEMES, `one of ${THEMES.join(", ")}`), "auto"),
    ),
    charts: described(
      "What the dashboard draws charts over time with: blocks, or braille dots, which are finer where the font has them.",
      v.optional(v.picklist(CHARTS, `one of ${CHARTS.join(", ")}`), "blocks"),
    ),
    mouse: flagOf(
      "Whether the dashboard takes clicks and the wheel; false leaves them to the terminal, to mark text.",
      true,
    ),
  }),
  {},
);
