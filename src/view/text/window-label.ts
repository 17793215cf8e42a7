/** Short names of the client's usage windows. */

import { cleanText } from "../../core/clean-text.ts";

const SHORT: Readonly<Record<string, string>> = { five: "5h", seven: "7d" };

/** `five_hour` → `5h`, `seven_day_opus` → `7d opus`; an unknown window is shown by its id. */
export function windowLabel(id: string): string {
  const parts = cleanText(id).split("_");
  const [count = "", unit = "", ...rest] = parts;
  const isLength = unit === "hour" || unit === "day";
  const words = isLength && SHORT[count] ? [SHORT[count], ...rest] : parts;
  return words.join(" ").replace(/[^\w -]/g, "");
}
