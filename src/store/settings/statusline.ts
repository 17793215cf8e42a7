/** Settings, section `statusline`: what the line in Claude Code shows. */

import * as v from "valibot";
import { DEFAULT_STATUSLINE, STATUSLINE_FIELDS } from "../../core/statusline/fields.ts";
import { text } from "./amount.ts";

const WIDTH = "a number of columns, 0 to 40";

export const statuslineSection = v.optional(
  v.looseObject({
    fields: v.optional(
      v.array(
        v.picklist(STATUSLINE_FIELDS, `one of ${STATUSLINE_FIELDS.join(", ")}`),
        "a list of fields, in the order wanted",
      ),
      [...DEFAULT_STATUSLINE.fields],
    ),
    separator: v.optional(text),
    barWidth: v.optional(
      v.pipe(v.number(WIDTH), v.minValue(0, WIDTH), v.maxValue(40, WIDTH)),
      DEFAULT_STATUSLINE.barWidth,
    ),
  }),
  {},
);
