/** Short names of the client's usage windows. */

const SHORT: Readonly<Record<string, string>> = { five: "5h", seven: "7d" };

/** `five_hour` → `5h`, `seven_day_opus` → `7d opus`; a window we do not know keeps its words. */
export function windowLabel(id: string): string {
  const [count = "", unit = "", ...rest] = id.split("_");
  const isLength = unit === "hour" || unit === "day";
  const words = isLength && SHORT[count] ? [SHORT[count], ...rest] : id.split("_");
  return words.join(" ").replace(/[^\w -]/g, "");
}
