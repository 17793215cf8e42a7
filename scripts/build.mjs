// Bundles the program into dist/, so that the package has no dependencies and starts fast.
// One-shot commands are one CommonJS file (quickest to load); the live dashboard is apart, because Ink must not be
// on the one-shot path. React is built for production: its development build leaks memory over days.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { build } from "esbuild";
import { boundInkCaches } from "./ink-caches.mjs";
import { parquetBounds } from "./parquet-bounds.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const scripts = join(root, "scripts");

/** Entry points: [source, output format]. Missing ones are an error: the launcher counts on each. */
export const ENTRIES = {
  cli: ["src/cli/entries/main.ts", "cjs"],
  report: ["src/cli/entries/report-main.ts", "cjs"],
  worker: ["src/claude-code/scan/worker-main.ts", "cjs"],
  statusline: ["src/cli/entries/statusline-main.ts", "cjs"],
  hook: ["src/cli/entries/hook-main.ts", "cjs"],
  live: ["src/cli/entries/live-main.ts", "cjs"],
  archive: ["src/cli/entries/archive-main.ts", "cjs"],
  watch: ["src/cli/entries/watch-main.ts", "esm"],
  parquet: ["src/store/archive/parquet.ts", "cjs"],
  cells: ["src/store/team/cell-parquet.ts", "cjs"],
  demo: ["src/app/demo/demo-home.ts", "cjs"],
  sources: ["src/sources/open-source.ts", "cjs"],
  bills: ["src/sources/files/read-org-file.ts", "cjs"],
  organization: ["src/store/sources/org-parquet.ts", "cjs"],
  pages: ["src/view/html/pages.ts", "cjs"],
  engines: ["src/app/team/open-engine.ts", "cjs"],
};

/** What the bundles above load only when it is needed, with `import()`: bundles of their own. */
const APART = {
  "parquet.ts": "./parquet.cjs",
  "cell-parquet.ts": "./cells.cjs",
  "demo-home.ts": "./demo.cjs",
  "open-source.ts": "./sources.cjs",
  "read-org-file.ts": "./bills.cjs",
  "org-parquet.ts": "./organization.cjs",
  "pages.ts": "./pages.cjs",
  "open-engine.ts": "./engines.cjs",
};
const APART_FILES = new RegExp(`/(?:${Object.keys(APART).join("|").replaceAll(".", "\\.")})$`);

const apart = {
  name: "apart",
  setup({ onResolve }) {
    onResolve({ filter: APART_FILES }, ({ path, kind }) =>
      kind === "dynamic-import" ? { path: APART[path.slice(path.lastIndexOf("/") + 1)], external: true } : undefined,
    );
  },
};

/** Folders too: a file that is renamed or removed has no time of its own any more. */
function newest(dir) {
  let latest = statSync(dir).mtimeMs;
  for (const entry of readdirSync(dir, { withFileTypes: true, recursive: true })) {
    latest = Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  }
  return latest;
}

/** Besides sources and scripts: the versions of what is bundled, and what Node's own modules export. */
const INPUTS = ["package.json", "package-lock.json", "tsconfig.json"];
const BUILT = join(dist, ".built");

function isFresh() {
  try {
    const times = [...INPUTS.map((f) => statSync(join(root, f)).mtimeMs), newest(join(root, "src")), newest(scripts)];
    return readFileSync(BUILT, "utf8") === process.version && Math.max(...times) < statSync(BUILT).mtimeMs;
  } catch {
    return false;
  }
}

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.19",
  minify: true,
  keepNames: false,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
  loader: { ".json": "json" },
};

/** string-width makes these as it is loaded, which takes longer than most reports; they are made when first used. */
const MADE_AT_START = /^const (\w+) = (\/.+\/[a-z]*|new Intl\.Segmenter\(\));$/gm;
const METHODS = ["test", "segment", "[Symbol.match]", "[Symbol.search]"];

const lateWidths = {
  name: "late-widths",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]string-width[\\/]index\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(MADE_AT_START, (_, name, make) => {
        const methods = METHODS.map(
          (method) => `${method}(text) { return (made ??= ${make})${called(method)}(text); }`,
        );
        return `const ${name} = (() => { let made; return { ${methods.join()} }; })();`;
      }),
    }));
  },
};

const called = (method) => (method.startsWith("[") ? method : `.${method}`);

/** What takes Node long to load, and most runs do not need: loaded when first used. */
const LATE_BUILTINS =
  /^node:(child_process|crypto|http|net|os|readline\/promises|timers\/promises|v8|worker_threads|zlib)$/;

const lateBuiltins = {
  name: "late-builtins",
  setup({ onResolve, onLoad }) {
    const namespace = "late-builtin";
    onResolve({ filter: LATE_BUILTINS }, ({ path, importer }) =>
      importer === path ? { path, external: true } : { path, namespace },
    );
    onLoad({ filter: /.*/, namespace }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter((name) => name !== "default");
      const getters = names.map((name) => `get ${name}(){return load().${name}}`);
      return { contents: `const load=()=>require("${path}");module.exports={${getters.join()}};` };
    });
  },
};

async function buildEntry(name, [source, format]) {
  const isCjs = format === "cjs";
  const result = await build({
    ...common,
    entryPoints: [source],
    format,
    outfile: join(dist, `${name}.${isCjs ? "cjs" : "mjs"}`),
    define: { ...common.define, ...(isCjs ? { "import.meta.url": "__bundle.url" } : {}) },
    banner: {
      js: isCjs
        ? 'const __bundle={get url(){return require("node:url").pathToFileURL(__filename).href}};'
        : 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);',
    },
    plugins: [boundInkCaches, parquetBounds, lateWidths, ...(isCjs ? [lateBuiltins, apart] : [])],
    alias: {
      "react-devtools-core": "./scripts/empty-module.mjs",
      // Its CommonJS build loads its parts by names that a bundler cannot see.
      "jsonc-parser": "jsonc-parser/lib/esm/main.js",
    },
  });
  if (isCjs) {
    requireApart(join(dist, `${name}.cjs`));
    requireAscii(join(dist, `${name}.cjs`));
  }
  return result.metafile;
}

/** The launcher reads a bundle as Latin-1. esbuild escapes what strings hold, but not what regular expressions do. */
function requireAscii(file) {
  const found = /.{0,40}[^\0-\x7f].{0,40}/.exec(readFileSync(file, "utf8"));
  if (found)
    throw new Error(`${relative(root, file)} is not plain ASCII: write \\u escapes in the source of ${found[0]}`);
}

/** The launcher runs code that can `require`, and cannot `import()`. */
function requireApart(file) {
  const text = readFileSync(file, "utf8");
  const done = text.replace(/\bimport\("(\.\/\w+\.cjs)"\)/g, 'Promise.resolve().then(()=>require("$1"))');
  if (done !== text) writeFileSync(file, done);
}

/** The library that draws charts is as large as all commands together: only the bundle of pages may hold it. */
function requirePagesAlone(metafiles) {
  const held = Object.keys(ENTRIES).filter((_, i) =>
    Object.keys(metafiles[i].inputs).some((input) => input.includes("node_modules/echarts/")),
  );
  if (held.join() !== "pages") throw new Error(`echarts is in ${held.join(", ")}: load pages with import()`);
}

/** Inner loops: assembly for a small virtual machine, so that bytes are looked at 16 at a time. */
async function buildWasm(name, ...source) {
  const { error, stderr } = await asc.main([
    join(root, "src", ...source),
    ...["--outFile", join(dist, name), "--runtime", "stub", "--enable", "simd"],
    ...["-O3", "--noAssert", "--use", "abort="],
  ]);
  if (error) throw new Error(`${stderr}`, { cause: error });
}

/** The licences of what is bundled travel with it. */
function licences(metafiles) {
  const packages = new Set();
  for (const meta of metafiles) {
    for (const input of Object.keys(meta.inputs)) {
      const m = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
      if (m) packages.add(m[1]);
    }
  }
  const texts = [...packages].sort().map((name) => {
    const dir = join(root, "node_modules", name);
    const info = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
    const files = readdirSync(dir).filter((f) => /^(licen[cs]e|notice)(\.|$)/i.test(f));
    const found = files.map((file) => readFileSync(join(dir, file), "utf8").trim());
    const text = found.length > 0 ? found.join("\n\n") : `Licence: ${info.license}`;
    return `${name} ${info.version}\n\n${text}\n`;
  });
  writeFileSync(join(dist, "THIRD_PARTY_LICENSES"), texts.join(`\n${"-".repeat(80)}\n\n`));
}

const isAsked = !process.argv.includes("--if-stale");
if (isAsked || !isFresh()) {
  rmSync(dist, { recursive: true, force: true });
  const metafiles = await Promise.all(Object.entries(ENTRIES).map(([name, entry]) => buildEntry(name, entry)));
  await buildWasm("scan.wasm", "claude-code", "scan", "wasm", "scan.ts");
  licences(metafiles);
  requirePagesAlone(metafiles);
  // A plugin is copied by itself when it is installed: it must hold what its hooks and its mod run.
  mkdirSync(join(root, "plugin", "dist"), { recursive: true });
  for (const name of ["hook.cjs", "live.cjs"]) copyFileSync(join(dist, name), join(root, "plugin", "dist", name));
  writeFileSync(BUILT, process.version);
  // Who builds on the way to something else wants to see that.
  for (const file of isAsked ? readdirSync(dist).filter((f) => /\.([cm]js|wasm)$/.test(f)) : []) {
    console.error(`${relative(root, join(dist, file))}  ${(statSync(join(dist, file)).size / 1000).toFixed(0)} kB`);
  }
}
