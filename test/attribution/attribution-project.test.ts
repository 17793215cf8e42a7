/** The client's own project for usage reports: which settings file names it, and for which sessions. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAttributionProject } from "../../src/claude-code/settings/attribution-project.ts";
import {
  attributedTo,
  type Begun,
  lookAt,
  lookFrom,
  NO_ATTRIBUTION,
} from "../../src/core/attribution/attribution-log.ts";
import { readAttribution, writeAttribution } from "../../src/store/state/attribution.ts";
import { EVIL } from "../gate/hostile.ts";
import type { Json } from "../helpers/make-tree.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Files = Partial<Record<"user" | "project" | "local" | "managed" | "state", Json>>;

/** @param trusted whether the user trusts the folder */
function named(files: Files, trusted: "no" | "itself" | "above" = "itself"): string {
  const home = tempDir();
  const [root, projectDir, managed] = [join(home, ".claude"), join(home, "src", "api"), join(home, "etc")];
  const isTrusted = { hasTrustDialogAccepted: true };
  const projects = trusted === "no" ? {} : { [trusted === "above" ? join(home, "src") : projectDir]: isTrusted };
  const places = {
    user: join(root, "settings.json"),
    project: join(projectDir, ".claude", "settings.json"),
    local: join(projectDir, ".claude", "settings.local.json"),
    managed: join(managed, "managed-settings.json"),
    state: join(home, ".claude.json"),
  };
  for (const [name, content] of Object.entries({ state: { projects }, ...files })) {
    const file = places[name as keyof Files];
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(content));
  }
  return readAttributionProject({ root, homeDir: home, projectDir, managed: [managed] });
}

const name = (attributionProject: string): Json => ({ attributionProject });
const variable = (value: string): Json => ({ env: { CLAUDE_CODE_ATTRIBUTION_PROJECT: value } });

describe("the project is named", () => {
  test.each<[string, Files, string]>([
    ["by nobody", {}, ""],
    ["by the user", { user: name("u") }, "u"],
    ["by the folder before the user", { user: name("u"), project: name("p") }, "p"],
    ["by its local settings before it", { user: name("u"), project: name("p"), local: name("l") }, "l"],
    ["by an administrator before all", { user: name("u"), local: name("l"), managed: name("m") }, "m"],
    ["by the variable first", { user: variable("v"), local: name("l"), managed: name("m") }, "v"],
    ["by nobody where an empty name stops those below", { user: name("u"), local: name("") }, ""],
    ["by an empty variable not at all", { user: { ...variable(""), ...name("u") } }, "u"],
    ["by the default where nobody names one", { managed: { attributionProjectPolicy: { default: "d" } } }, "d"],
    [
      "by the default also where an empty name stops the rest",
      { user: name(""), managed: { attributionProjectPolicy: { default: "d" } } },
      "d",
    ],
    ["by a default of the user's not at all", { user: { attributionProjectPolicy: { default: "d" } } }, ""],
    [
      "by something that is no text not at all",
      { user: { attributionProject: 7, env: 7, attributionProjectPolicy: [] } },
      "",
    ],
  ])("%s", (_, files, expected) => {
    expect(named(files)).toBe(expected);
  });

  test("by a folder only once it is trusted, or one that it is in", () => {
    const files = { user: name("u"), project: name("p") };
    expect([named(files, "no"), named(files, "itself"), named(files, "above")]).toEqual(["u", "p", "p"]);
  });

  test("by a text that is fit for one line", () => {
    expect(named({ user: name(EVIL) })).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202e]/);
    expect(named({ user: name("x".repeat(500)) })).toHaveLength(200);
  });
});

describe("a session", () => {
  const at = (project: string, firstMs: number): Begun => ({ project, firstMs });

  test("has the project that its folder's settings named when it was first seen", () => {
    const first = lookAt(NO_ATTRIBUTION, [at("/a", 10)], () => "one");
    const second = lookAt(first, [at("/a", 10), at("/a", 11), at("/b", 11)], (folder) =>
      folder === "/a" ? "two" : "",
    );
    expect([10, 11, 12].map((ms) => attributedTo(second, at("/a", ms)))).toEqual(["one", "two", "two"]);
    expect(attributedTo(second, at("/b", 11))).toBe("");
    expect(attributedTo(second, at("/never", 11))).toBe("");
  });

  test("that began before the last look is not asked about again", () => {
    const log = lookAt(NO_ATTRIBUTION, [at("/a", 10)], () => "one");
    const asked: string[] = [];
    const same = lookAt(log, [at("/a", 10), at("", 12), at("/a", Number.NaN)], (folder) => `${asked.push(folder)}`);
    expect(asked).toEqual([]);
    expect(same).toBe(log);
  });

  test("keeps its project whatever the settings say later", () => {
    const looks = fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.constantFrom("", "x", "y")), {
      minLength: 1,
    });
    fc.assert(
      fc.property(looks, (all) => {
        let log = NO_ATTRIBUTION;
        let now = 0;
        const seen = new Map<number, string>();
        for (const [later, code] of all) {
          now += later;
          log = lookAt(
            log,
            [...seen.keys(), now].map((ms) => at("/a", ms)),
            () => code,
          );
          seen.set(now, code);
        }
        for (const [ms, code] of seen) expect(attributedTo(log, at("/a", ms))).toBe(code);
        expect(lookFrom(log)).toBeLessThan(now);
      }),
      { numRuns: runs({ ci: 1000, here: 100 }) },
    );
  });
});

describe("what was noted", () => {
  test("is read as it was written", () => {
    const dir = tempDir();
    const log = lookAt(NO_ATTRIBUTION, [{ project: "/a", firstMs: 10 }], () => "one");
    writeAttribution(dir, { log, stamp: "x" });
    expect(readAttribution(dir)).toEqual({ log, stamp: "x" });
  });

  test.each(["", "{", "[]", '{"version":2,"lookedMs":1,"folders":{}}', '{"version":1,"lookedMs":"x"}', "null"])(
    "%j is as if nothing was",
    (text) => {
      const dir = tempDir();
      writeFileSync(join(dir, "attribution.json"), text);
      expect(readAttribution(dir)).toEqual({ log: NO_ATTRIBUTION, stamp: "" });
    },
  );

  test("folders with a history that is none are left out", () => {
    const dir = tempDir();
    const folders = { "/a": [{ code: "x", afterMs: 0 }], "/b": [{ code: 7 }], "/c": 1 };
    writeFileSync(join(dir, "attribution.json"), JSON.stringify({ version: 1, lookedMs: 5, folders }));
    expect([...readAttribution(dir).log.folders.keys()]).toEqual(["/a"]);
  });
});
