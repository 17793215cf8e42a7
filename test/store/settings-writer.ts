/** One of many processes that write the settings at once. Arguments: the file, a name, how many of each. */
import { updateSettings } from "../../src/store/settings.ts";

const [file = "", name = "", count = "0"] = process.argv.slice(2);
for (let i = 0; i < Number(count); i++) {
  await updateSettings(file, (settings) => {
    settings.credits.apiCredits.purchases.push({ id: `${name}-${i}`, usd: "10", on: "2026-11-01" });
  });
  await updateSettings(file, (settings) => {
    settings.budgets.push({ id: `${name}-${i}`, usd: "5", per: "day", hard: false });
  });
  process.stdout.write(`${name}-${i}\n`);
}
