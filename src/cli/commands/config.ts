import type { Command } from "commander";
import { UserError } from "../../core/user-error.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { findSetting, listSettings, type SettingInfo } from "../../store/settings/describe.ts";
import { loadSettings, nearestSetting, type Settings } from "../../store/settings.ts";
import { configLines } from "../../view/tables/config-lines.ts";
import type { Io } from "../io.ts";
import { readCommonOptions } from "../options/common-options.ts";
import type { Register } from "../program.ts";
import { styleOf, widthOf, writeJson, writeLines } from "../report.ts";
import { changeSettings } from "../settings-change.ts";
import { printMessage } from "../terminal/messages.ts";

const EXAMPLES = `
Examples:
  claude-cost config                               every setting, its value and its meaning
  claude-cost config get context.compactAt         one setting, as JSON
  claude-cost config set context.compactAt 70
  claude-cost config set alerts.windowPercent 70,90
  claude-cost config unset context.compactAt       back to the default
docs/settings.md has them all.`;

export const registerConfig: Register = (program, io) => {
  const config = program
    .command("config")
    .description("show every setting with its value, default and meaning; set and unset them")
    .addHelpText("after", EXAMPLES)
    .action((_options, command) => list(command, io));
  config
    .command("get")
    .argument("<key>")
    .description("print one setting's value, as JSON")
    .action((key: string, _options, command) => writeJson(io, settingValue(read(command, io), known(key).key) ?? null));
  config
    .command("set")
    .argument("<key>")
    .argument("<value>", "a list's values are separated by commas")
    .description("set one setting")
    .action(async (key: string, text: string, _options, command) => {
      const setting = settable(key);
      const value = parseValue(setting, text);
      await changeSettings(command, io, (settings) => put(settings, setting.key, value));
      printMessage(io.stderr, `${setting.key} is ${JSON.stringify(value)}`);
    });
  config
    .command("unset")
    .argument("<key>")
    .description("reset one setting to its default")
    .action(async (key: string, _options, command) => {
      const setting = settable(key);
      await changeSettings(command, io, (settings) => put(settings, setting.key, undefined));
      printMessage(io.stderr, `${setting.key} is at its default, ${JSON.stringify(setting.fallback ?? null)}`);
    });
};

function read(command: Command, io: Io): Settings {
  const { settings, problems } = loadSettings(fileOf(command, io));
  for (const problem of problems) printMessage(io.stderr, problem);
  return settings;
}

const fileOf = (command: Command, io: Io): string => dataPaths(readCommonOptions(command).dataDir, io.env).settingsFile;

function list(command: Command, io: Io): void {
  const settings = read(command, io);
  const rows = listSettings().map((setting) => {
    const value = settingValue(settings, setting.key);
    return { ...setting, value, isSet: JSON.stringify(value) !== JSON.stringify(setting.fallback) };
  });
  const options = readCommonOptions(command);
  const file = fileOf(command, io);
  if (options.json) {
    const settingsJson = rows.map(({ key, value, fallback, isSet, allowed, meaning }) => ({
      key,
      value: value ?? null,
      default: fallback ?? null,
      isSet,
      allowed,
      meaning,
    }));
    writeJson(io, { schemaVersion: 1, file, settings: settingsJson });
    return;
  }
  writeLines(io, configLines(rows, file, { width: widthOf(io), style: styleOf(options, io) }));
}

/** @throws UserError (exit code 2) where no such setting exists */
function known(key: string): SettingInfo {
  const setting = findSetting(key);
  if (setting) return setting;
  const near = nearestSetting(
    key,
    listSettings().map((s) => s.key),
  );
  const hint = near === null ? "`claude-cost config` lists them." : `Did you mean ${near}?`;
  throw new UserError(`there is no setting '${key}'`, { hint, exitCode: 2 });
}

function settable(key: string): SettingInfo {
  const setting = known(key);
  if (setting.command === null) return setting;
  throw new UserError(`${setting.key} is a list of entries`, { hint: `Use \`${setting.command}\`.`, exitCode: 2 });
}

/**
 * Parses `true`, `70`, `[70, 90]` and `{…}` as JSON, `70,90` as a list, anything else as text. The schema validates it.
 */
function parseValue({ allowed, fallback }: SettingInfo, text: string): unknown {
  const parse = (part: string): unknown => {
    try {
      return JSON.parse(part);
    } catch {
      return part;
    }
  };
  const isList = Array.isArray(fallback) || allowed.startsWith("a list");
  if (isList && !text.trim().startsWith("[")) {
    return text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .map(parse);
  }
  return allowed === "a text" || allowed.startsWith("an amount") ? text : parse(text);
}

function settingValue(settings: Settings, key: string): unknown {
  let value: unknown = settings;
  for (const part of key.split(".")) value = (value as Record<string, unknown> | undefined)?.[part];
  return value;
}

/** @param value undefined = remove the key */
function put(settings: Settings, key: string, value: unknown): void {
  const parts = key.split(".");
  const last = parts.pop() as string;
  let at = settings as unknown as Record<string, unknown>;
  for (const part of parts) {
    at[part] ??= {};
    at = at[part] as Record<string, unknown>;
  }
  if (value === undefined) delete at[last];
  else at[last] = value;
}
