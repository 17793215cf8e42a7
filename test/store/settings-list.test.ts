/** The list of settings: shown, documented and checked from one table. `npx vitest -u` writes both files again. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { listSettings } from "../../src/store/settings/describe.ts";
import { SECTIONS } from "../../src/store/settings/schema.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

function settingsPage(): string {
  const shown = (value: unknown): string => (value === undefined ? "not set" : `\`${JSON.stringify(value)}\``);
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  const rows = listSettings().map(({ key, meaning, allowed, fallback, command }) =>
    [
      "",
      `\`${key}\``,
      cell(meaning),
      cell(command === null ? allowed : `changed with \`${command}\``),
      shown(fallback),
      "",
    ]
      .join(" | ")
      .trim(),
  );
  return `# Settings

Everything that can be set, as \`claude-cost config\` lists it. \`claude-cost config set KEY VALUE\` sets a value,
\`config unset KEY\` resets it to its default. They are in \`settings.json\` in our own folder (\`claude-cost config\`
names it), as objects inside each other: \`context.compactAt\` is \`{ "context": { "compactAt": 70 } }\`. An editor can
check the file against \`schemas/settings.json\` of this package. A key that is not in this table is kept and named as
unknown.

| setting | meaning | allowed values | default |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}

describe("the list of settings", () => {
  test("says what each is", () => {
    for (const { key, meaning, allowed } of listSettings()) {
      expect([key, meaning]).toEqual([key, expect.stringMatching(/^[A-Z].+\.$/)]);
      expect([key, allowed]).toEqual([key, expect.stringMatching(/./)]);
    }
  });

  test("is docs/settings.md", async () => {
    await expect(settingsPage()).toMatchFileSnapshot("../../docs/settings.md");
  });

  test("is schemas/settings.json, for editors", async () => {
    const schema = toJsonSchema(v.looseObject(SECTIONS), { errorMode: "ignore", typeMode: "input" });
    const titled = { ...schema, $id: "settings.json", title: "The settings of claude-cost" };
    await expect(`${JSON.stringify(titled, null, 2)}\n`).toMatchFileSnapshot("../../schemas/settings.json");
  });
});

describe("claude-cost config", () => {
  type Listed = { readonly settings: readonly { key: string; value: unknown; default: unknown; isSet: boolean }[] };

  test("sets, shows and unsets a value", async () => {
    const home = tempDir();
    const of = async (key: string) =>
      (await jsonHere<Listed>(["config"], { home })).settings.find((setting) => setting.key === key);
    expect(await of("context.compactAt")).toMatchObject({ isSet: false });
    expect((await runHere(["config", "set", "context.compactAt", "70"], { home })).code).toBe(0);
    expect(await of("context.compactAt")).toMatchObject({ value: 70, isSet: true });
    expect((await runHere(["config", "set", "alerts.windowPercent", "70,90"], { home })).code).toBe(0);
    expect(await of("alerts.windowPercent")).toMatchObject({ value: [70, 90], default: [80, 95] });
    expect((await runHere(["config", "get", "alerts.windowPercent"], { home })).stdout).toBe("[\n  70,\n  90\n]\n");
    expect((await runHere(["config", "unset", "context.compactAt"], { home })).code).toBe(0);
    expect(await of("context.compactAt")).toMatchObject({ isSet: false });
  });

  test.each([
    [["set", "context.compactAt", "0"], "must be a number from 1 to 100"],
    [["set", "context.compactAt", "101"], "must be a number from 1 to 100"],
    [["set", "hooks.block", "yes"], "must be true or false"],
    [["set", "context.compact", "70"], "Did you mean context.compactAt?"],
    [["get", "windowPercent"], "Did you mean alerts.windowPercent?"],
    [["set", "budgets", "5"], "claude-cost budget set"],
    [["unset", "quite.unheard-of"], "`claude-cost config` lists them."],
  ])("refuses %j and says what would do", async (args, hint) => {
    const ran = await runHere(["config", ...args], { home: tempDir() });
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain(hint);
  });

  test("names a key that is no setting, with the nearest one, and keeps it", async () => {
    const home = tempDir();
    await runHere(["config", "set", "context.compactAt", "70"], { home });
    const file = join(home, "cost", "settings.json");
    const written = { ...JSON.parse(readFileSync(file, "utf8")), alerts: { windowPercents: [1] }, contxt: { a: 1 } };
    writeFileSync(file, JSON.stringify(written));
    const { stderr } = await runHere(["config"], { home });
    expect(stderr).toContain("alerts.windowPercents is no setting; did you mean alerts.windowPercent?");
    expect(stderr).toContain("contxt is no setting");
    expect((await runHere(["config", "set", "context.soonAt", "80"], { home })).code).toBe(0);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      alerts: { windowPercents: [1] },
      contxt: { a: 1 },
      context: { compactAt: 70, soonAt: 80 },
    });
  });
});
