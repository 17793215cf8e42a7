/** Settings, section `statusline`: what the line in Claude Code shows. */

import * as v from "valibot";
import { DEFAULT_STATUSLINE, STATUSLINE_FIELDS } from "../../core/statusline/fields.ts";
import { described, text } from "./amount.ts";

const WIDTH = "a number of columns, 0 to 40";

export const statuslineSection = v.optional(
  v.looseObject({
    fields: described(
      "What the status line shows, in this order.",
      v.optional(
        v.array(
          v.picklist(STATUSLINE_FIELDS, `one of ${STATUSLINE_FIELDS.join(", ")}`),
          "a list of fields, in the order shown",
        ),
        [...DEFAULT_STATUSLINE.fields],
      ),
    ),
    separator: described("Text between two fields. Not set: what suits the terminal.", v.optional(text)),
    barWidth: described(
      "Columns of the context bar; 0 = no bar.",
      v.optional(v.pipe(v.number(WIDTH), v.minValue(0, WIDTH), v.maxValue(40, WIDTH)), DEFAULT_STATUSLINE.barWidth),
    ),
  }),
  {},
);
