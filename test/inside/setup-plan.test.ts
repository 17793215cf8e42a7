/** What setup plans, writes and undoes, called directly: no settings file is too large or too unusual for it. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { applySetup, applyUndo, planSetup, planUndo, type SetupTarget } from "../../src/app/inside/setup.ts";
import type { WiringPlan } from "../../src/claude-code/settings/wiring.ts";
import { WIRING_PARTS } from "../../src/core/wiring-parts.ts";
import { diffText } from "../../src/view/text/diff.ts";
import { terminalStyle } from "../../src/view/text/terminal-style.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const PLAN: WiringPlan = {
  parts: WIRING_PARTS,
  launcher: "/x/bin/claude-cost",
  events: ["SessionStart"],
  endpoint: "http://127.0.0.1:4318",
};

function target(dir: string, managed: unknown = null): SetupTarget {
  const folder = join(dir, "managed");
  mkdirSync(folder, { recursive: true });
  if (managed !== null) writeFileSync(join(folder, "managed-settings.json"), JSON.stringify(managed));
  return { file: join(dir, "settings.json"), stateDir: join(dir, "state"), managed: [folder] };
}

test.each([
  [{ statusLine: { type: "command", command: "x" } }, ["statusline"]],
  [{ allowManagedHooksOnly: true }, ["hooks"]],
  [{ env: { OTEL_EXPORTER_OTLP_ENDPOINT: "https://otel.example.com" } }, ["telemetry"]],
  [{ disableAllHooks: true }, ["statusline", "hooks"]],
])("managed settings %j win, and it says so", (managed, parts) => {
  const change = planSetup(target(tempDir(), managed), PLAN);
  expect(change.left.map((l) => l.part)).toEqual(parts);
  for (const { reason } of change.left) expect(reason).toContain("managed settings win");
});

test("a file that changes between the plan and the write is left alone", () => {
  const at = target(tempDir());
  writeFileSync(at.file, "{}");
  const change = planSetup(at, PLAN);
  writeFileSync(at.file, '{"model":"opus"}');
  expect(() => applySetup(at, change, 0)).toThrow(/changed by somebody else/);
  expect(readFileSync(at.file, "utf8")).toBe('{"model":"opus"}');
});

test("a settings file of 8 MB is wired and undone quickly, to the byte", () => {
  const dir = tempDir();
  const at = target(dir);
  const allow = Array.from(
    { length: 110_000 },
    (_, i) => `Bash(command-${i} "with" {braces} and /slashes/ ${"x".repeat(30)})`,
  );
  const before = `${JSON.stringify({ model: "opus", permissions: { allow }, env: { A: "1" } }, null, 2)}\n`;
  expect(before.length).toBeGreaterThan(8_000_000);
  writeFileSync(at.file, before);
  const change = planSetup(at, PLAN);
  const shown = diffText(change.before ?? "", change.after ?? "", terminalStyle({ colour: false, unicode: true }));
  expect(shown.length).toBeLessThan(60);
  applySetup(at, change, 0);
  expect(Object.keys(JSON.parse(readFileSync(at.file, "utf8")))).toContain("statusLine");
  applyUndo(at, planUndo(at, WIRING_PARTS, true), true);
  expect(readFileSync(at.file, "utf8") === before).toBe(true);
}, 20_000);

test("for any settings file, setup and undo leave every byte as it was", () => {
  const dir = tempDir();
  const at = target(dir);
  const blanks = fc.constantFrom("", "\n", "\r\n", "  ", "\t\n", "// note\n", "/* note */");
  const file = fc
    .tuple(blanks, fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2, 3, "\t"), blanks)
    .map(([head, value, indent, tail]) => `${head}${JSON.stringify(value, null, indent)}${tail}`);
  fc.assert(
    fc.property(file, fc.subarray([...WIRING_PARTS], { minLength: 1 }), (before, parts) => {
      rmSync(at.stateDir, { recursive: true, force: true });
      writeFileSync(at.file, before);
      const change = planSetup(at, { ...PLAN, parts });
      if (change.after !== change.before) applySetup(at, change, 0);
      const undo = planUndo(at, WIRING_PARTS, true);
      if (undo.after !== undo.before) applyUndo(at, undo, true);
      expect(readFileSync(at.file, "utf8")).toBe(before);
    }),
    { numRuns: runs({ ci: 60, here: 20 }) },
  );
});
