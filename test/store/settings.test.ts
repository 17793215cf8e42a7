import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { quickNumber, readSettingsQuick } from "../../src/store/settings/settings-quick.ts";
import { loadSettings, updateSettings } from "../../src/store/settings.ts";

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "settings-"));
  file = join(dir, "not", "yet", "settings.json");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const setPlan = () =>
  updateSettings(file, (s) => {
    s.plan.kind = "max";
  });

describe("reading", () => {
  test("no file is the defaults, and none is made", () => {
    const { settings, problems } = loadSettings(file);
    expect(problems).toEqual([]);
    expect(settings.alerts.windowPercent).toEqual([80, 95]);
    expect(settings.budgets).toEqual([]);
    expect(existsSync(file)).toBe(false);
  });

  test("a mistake names the key and what is allowed; the other sections stand", async () => {
    await setPlan();
    const raw = JSON.parse(readFileSync(file, "utf8"));
    raw.budgets = [{ id: "a", usd: "ten", per: "fortnight" }];
    raw.alerts = { windowPercent: [80, 400] };
    writeFileSync(file, JSON.stringify(raw));
    const { settings, problems } = loadSettings(file);
    expect(problems.join("\n")).toContain(
      `${file}: budgets[0].usd is "ten"; it must be an amount of dollars, such as "12.50".`,
    );
    expect(problems.join("\n")).toContain('budgets[0].per is "fortnight"; it must be one of day, week, month,');
    expect(problems.join("\n")).toContain("alerts.windowPercent[1] is 400; it must be a number from 1 to 100.");
    expect(settings.plan.kind).toBe("max");
    expect(settings.budgets).toEqual([]);
  });

  test.each([
    ["2026-02-30", false],
    ["2028-02-29", true],
    ["2027-02-29", false],
    ["21.11.2026", false],
  ])("the date %s is allowed: %s", async (on, allowed) => {
    const change = updateSettings(file, (s) => s.credits.apiCredits.purchases.push({ id: "1", usd: "5", on }));
    if (allowed) await change;
    else await expect(change).rejects.toThrow(/purchases\[0\]\.on is .*it must be a date/);
  });

  test("amounts written by hand as numbers are exact", async () => {
    await setPlan();
    const raw = JSON.parse(readFileSync(file, "utf8"));
    raw.budgets = [{ id: "a", usd: 12.1, per: "day" }];
    writeFileSync(file, JSON.stringify(raw));
    expect(loadSettings(file).settings.budgets[0]?.usd).toBe("12.1");
  });
});

describe("writing", () => {
  test("makes the folder, is readable by its owner only, carries a version and keeps a backup", async () => {
    await setPlan();
    await updateSettings(file, (s) => {
      s.plan.seat = "premium";
    });
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      version: 1,
      plan: { kind: "max", seat: "premium" },
    });
    expect(JSON.parse(readFileSync(`${file}.bak`, "utf8")).plan).toEqual({ kind: "max" });
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(file, "..")).sort()).toEqual(["settings.json", "settings.json.bak"]);
  });

  test("keeps keys that it does not know", async () => {
    await setPlan();
    const raw = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...raw, later: { a: 1 }, plan: { kind: "max", colour: "red" } }));
    await updateSettings(file, (s) => {
      s.plan.kind = "pro";
    });
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      later: { a: 1 },
      plan: { kind: "pro", colour: "red" },
    });
  });

  test.each([
    ["empty", ""],
    ["cut", '{"version":1,"plan":{"ki'],
    ["foreign", "[1,2]"],
    ["binary", "\0\0\0"],
  ])("a broken file (%s) is set aside, never written over, and its last good copy serves", async (_name, text) => {
    await setPlan();
    await updateSettings(file, (s) => {
      s.plan.seat = "standard";
    });
    writeFileSync(file, text);
    expect(loadSettings(file).settings.plan).toEqual({ kind: "max" });
    expect(loadSettings(file).problems[0]).toContain("the last good copy (.bak) is used");
    expect(readFileSync(file, "utf8")).toBe(text);

    const { notes } = await updateSettings(file, (s) => {
      s.plan.kind = "team";
    });
    expect(notes[0]).toContain(`set aside as ${file}.broken-1`);
    expect(readFileSync(`${file}.broken-1`, "utf8")).toBe(text);
    expect(loadSettings(file)).toMatchObject({ problems: [], settings: { plan: { kind: "team" } } });
  });

  test("a file with a mistake or of a newer version is not written over", async () => {
    await setPlan();
    for (const text of ['{"version":1,"plan":{"kind":"gold"}}', '{"version":2,"plan":{"kind":"max"}}']) {
      writeFileSync(file, text);
      await expect(setPlan()).rejects.toThrow(/plan\.kind is "gold"; it must be one of pro, max|newer claude-cost/);
      expect(readFileSync(file, "utf8")).toBe(text);
    }
  });

  test("an error while changing leaves the file as it was", async () => {
    await setPlan();
    const before = readFileSync(file, "utf8");
    const change = updateSettings(file, (s) => {
      s.plan.kind = "pro";
      throw new Error("changed my mind");
    });
    await expect(change).rejects.toThrow("changed my mind");
    expect(readFileSync(file, "utf8")).toBe(before);
    await setPlan();
  });
});

describe("a place that cannot be used", () => {
  test("a file where the folder should be is the user's to mend", async () => {
    writeFileSync(join(dir, "not"), "in the way");
    await expect(setPlan()).rejects.toThrow(`${file} cannot be written (ENOTDIR).`);
    // Reading them is no trouble of its own: reports name the folder once.
    expect(loadSettings(file).problems).toEqual([]);
    expect(readSettingsQuick(file)).toEqual({});
  });

  test("a folder where the file should be, too", async () => {
    mkdirSync(file, { recursive: true });
    expect(loadSettings(file)).toMatchObject({
      settings: { budgets: [] },
      problems: [expect.stringContaining("EISDIR")],
    });
    await expect(setPlan()).rejects.toThrow(`${file} cannot be written (EISDIR).`);
  });
});

describe("the quick reader", () => {
  test("never throws, and falls back to the backup", async () => {
    expect(readSettingsQuick(file)).toEqual({});
    await updateSettings(file, (s) => {
      s.alerts.expiryDays = 7;
    });
    await setPlan();
    expect(quickNumber(readSettingsQuick(file), ["alerts", "expiryDays"], 30)).toBe(7);
    writeFileSync(file, "{");
    expect(quickNumber(readSettingsQuick(file), ["alerts", "expiryDays"], 30)).toBe(7);
    expect(quickNumber(readSettingsQuick(file), ["alerts", "expiryDays", "deeper"], 30)).toBe(30);
    expect(quickNumber(readSettingsQuick(dir), ["alerts"], 30)).toBe(30);
  });
});
