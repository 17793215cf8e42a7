/** Loads the prices for a command that needs no logs. */

import { openPriceBook } from "../app/load/open-price-book.ts";
import { chooseRoots } from "../claude-code/logs/roots.ts";
import type { PriceBook } from "../core/pricing/price-book.ts";
import { dataPaths } from "../store/files/data-dir.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./options/common-options.ts";

/** @throws UserError where the user's own prices cannot be read */
export function openBook({ configDir, dataDir }: CommonOptions, { env, homeDir }: Io): PriceBook {
  const roots = chooseRoots({ configDirs: configDir, env, homeDir }).map(({ path }) => path);
  return openPriceBook(dataPaths(dataDir, env).overlayFile, roots, homeDir);
}
