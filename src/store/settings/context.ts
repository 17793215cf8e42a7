/** Settings, section `context`: when to be told to compact, and what to keep. */

import * as v from "valibot";
import { DEFAULT_POLICY, PROMPT_STAGES } from "../../core/context/stage.ts";
import { flag, text } from "./amount.ts";

const PERCENT = "a number from 1 to 100";
const percent = (fallback: number) =>
  v.optional(v.pipe(v.number(PERCENT), v.minValue(1, PERCENT), v.maxValue(100, PERCENT)), fallback);

export const contextSection = v.optional(
  v.looseObject({
    /** Percent of the window, unless the client's own compaction comes first. */
    compactAt: percent(DEFAULT_POLICY.compactAt),
    /** Percent of that point. */
    watchAt: percent(DEFAULT_POLICY.watchAt),
    soonAt: percent(DEFAULT_POLICY.soonAt),
    /** Put after `/compact`: what the summary should keep. */
    focus: v.optional(text),
    /** False: no prompts to compact from the hooks. */
    prompt: v.optional(flag, true),
    /** The first stage that prompts. */
    promptFrom: v.optional(v.picklist(PROMPT_STAGES, `one of ${PROMPT_STAGES.join(", ")}`), PROMPT_STAGES[1]),
  }),
  {},
);
