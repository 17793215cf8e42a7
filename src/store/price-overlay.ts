/** The user's own prices: `prices.json` in our data folder. Written by `prices add`, or by hand. */

import { dirname } from "node:path";
import * as v from "valibot";
import { NO_OVERLAY, type Overlay } from "../core/pricing/price-book.ts";
import { generationOf } from "../core/pricing/rate-card.ts";
import { entryOf } from "../core/pricing/rate-card-file.ts";
import { UserError } from "../core/user-error.ts";
import { readText } from "../runtime/regular-file.ts";
import { canEnter, isAbsent } from "./files/absent.ts";
import { withFileLock } from "./files/file-lock.ts";

const Rate = v.pipe(v.number(), v.minValue(0), v.maxValue(10_000));
const Rates = { input: Rate, output: Rate, cacheWrite5m: Rate, cacheWrite1h: Rate, cacheRead: Rate };
const Day = v.pipe(v.string(), v.isoDate());

const Entry = v.strictObject({
  from: v.nullable(Day),
  to: v.optional(Day),
  rate: v.strictObject({
    ...Rates,
    longPrompt: v.optional(
      v.strictObject({ ...Rates, abovePromptTokens: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
    ),
    fast: v.optional(v.strictObject(Rates)),
  }),
  source: v.optional(v.string(), "your overlay"),
});

export const OverlayFile = v.strictObject({
  version: v.literal(1),
  models: v.optional(v.array(v.strictObject({ id: v.pipe(v.string(), v.minLength(1)), rates: v.array(Entry) })), []),
  aliases: v.optional(v.record(v.string(), v.string()), {}),
});
export type OverlayFile = v.InferOutput<typeof OverlayFile>;

/**
 * @returns an empty overlay where there is no file
 * @throws UserError with the file, the key and what is allowed
 */
export function readOverlayFile(path: string): OverlayFile {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    // A data folder that cannot be used is reported by what writes there; it must not stop reports.
    if (isAbsent(error) || !canEnter(dirname(path))) return { version: 1, models: [], aliases: {} };
    throw new UserError(`cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is not JSON: ${(error as Error).message}`, {
      hint: "Mend it, or remove it to use list prices.",
      cause: error,
    });
  }
  const result = v.safeParse(OverlayFile, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new UserError(`${path}: ${v.getDotPath(issue) ?? "the file"}: ${issue.message}`, {
    hint: "`claude-cost prices --help` shows the form.",
  });
}

export function readOverlay(path: string): Overlay {
  const file = readOverlayFile(path);
  if (file.models.length === 0 && Object.keys(file.aliases).length === 0) return NO_OVERLAY;
  const cards = file.models.map((m) => ({
    id: m.id,
    apiId: m.id,
    displayName: m.id,
    family: "",
    contextWindow: 200_000,
    maxContextWindow: 1_000_000,
    maxOutputTokens: 32_000,
    spellings: [m.id],
    generation: generationOf(m.id),
    entries: m.rates
      .map((r) => entryOf(r as Parameters<typeof entryOf>[0], "overlay"))
      .sort((a, b) => a.fromMs - b.fromMs),
  }));
  return { cards, aliases: file.aliases };
}

/** Changes the overlay under a lock, so that concurrent changes are not lost. */
export async function updateOverlay(path: string, change: (file: OverlayFile) => OverlayFile): Promise<void> {
  await withFileLock(`${path}.lock`, (lock) => {
    const next = v.parse(OverlayFile, change(readOverlayFile(path)));
    lock.replace(path, `${JSON.stringify(next, null, 2)}\n`, { durable: true });
  });
}
