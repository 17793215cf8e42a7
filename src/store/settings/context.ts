/** Settings, section `context`: when to be prompted to compact, and what the summary should preserve. */

import * as v from "valibot";
import { DEFAULT_POLICY, PROMPT_STAGES } from "../../core/context/stage.ts";
import { described, flagOf, text } from "./amount.ts";

const PERCENT = "a number from 1 to 100";
const percent = (fallback: number) =>
  v.optional(v.pipe(v.number(PERCENT), v.minValue(1, PERCENT), v.maxValue(100, PERCENT)), fallback);

export const contextSection = v.optional(
  v.looseObject({
    compactAt: described(
      "Percent of the context window at which compacting is due, unless Claude Code's own compaction comes first.",
      percent(DEFAULT_POLICY.compactAt),
    ),
    watchAt: described("Percent of that point from which the context is watched.", percent(DEFAULT_POLICY.watchAt)),
    soonAt: described("Percent of that point from which compacting soon is advised.", percent(DEFAULT_POLICY.soonAt)),
    focus: described("What the summary should keep: put after /compact in the advice.", v.optional(text)),
    prompt: flagOf("Let the hooks prompt to compact.", true),
    promptFrom: described(
      "The first stage at which the hooks prompt to compact.",
      v.optional(v.picklist(PROMPT_STAGES, `one of ${PROMPT_STAGES.join(", ")}`), PROMPT_STAGES[1]),
    ),
  }),
  {},
);
