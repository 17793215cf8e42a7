/**
 * Makes a log tree to measure on: `node bench/make-tree.mjs --size 1GiB --dir DIR [--seed N] [--end ISO-TIME]`.
 * The sizes of its files and tool results are spread as in real use; `DIR/truth.json` says what its logs bill.
 */

import { parseArgs } from "node:util";
import { build } from "esbuild";

const { values } = parseArgs({
  options: {
    size: { type: "string", default: "64MiB" },
    dir: { type: "string" },
    seed: { type: "string", default: "1" },
    end: { type: "string", default: "2026-11-20T12:00:00Z" },
  },
});

const match = /^(\d+(?:\.\d+)?)(KiB|MiB|GiB)$/.exec(values.size);
if (!values.dir || !match) {
  process.stderr.write("usage: node bench/make-tree.mjs --size 1GiB --dir DIR [--seed N] [--end ISO-TIME]\n");
  process.exitCode = 2;
} else {
  const bytes = Number(match[1]) * { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }[match[2]];
  const { writeTree } = await bundled(new URL("./tree.ts", import.meta.url));
  const started = Date.now();
  const { sizes, total } = writeTree(values.dir, { seed: values.seed, endMs: Date.parse(values.end), bytes });
  const at = (share) => `${Math.round(sizes[Math.floor(share * (sizes.length - 1))] / 1000)} kB`;
  process.stdout.write(
    `${sizes.length} log files, ${(sizes.reduce((a, b) => a + b, 0) / 2 ** 20).toFixed(0)} MiB, ` +
      `p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, max ${at(1)}; ` +
      `${total.requests} responses; ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
}

/** Imports TypeScript as it stands: the oldest Node that is supported cannot. */
async function bundled(url) {
  const { outputFiles } = await build({
    entryPoints: [url.pathname],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20.19",
    logLevel: "warning",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
