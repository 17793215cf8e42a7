/**
 * Ink keeps the measure of every text it ever drew, for good: a dashboard that runs for days would grow without end.
 * The bundle gets its two caches with a bound.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const EDITS = {
  "measure-text.js": ["cache.set(text, dimensions);", "if(cache.size>2000)cache.clear();cache.set(text, dimensions);"],
  "wrap-text.js": ["cache[cacheKey] = wrappedText;", ""],
};

export const boundInkCaches = {
  name: "bound-ink-caches",
  setup(build) {
    build.onLoad({ filter: /ink[\\/]build[\\/](measure|wrap)-text\.js$/ }, ({ path }) => {
      const [kept, bounded] = EDITS[basename(path)];
      const source = readFileSync(path, "utf8");
      if (!source.includes(kept)) throw new Error(`${path} has another cache now: look at scripts/ink-caches.mjs`);
      return { contents: source.replace(kept, bounded), loader: "js" };
    });
  },
};
