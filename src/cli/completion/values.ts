/** Values from this machine's history for completions: from the index, never by scanning all logs at a Tab. */

import { existsSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { saveCaches } from "../../app/archive/save-loaded.ts";
import type { History } from "../../app/load/history.ts";
import { loadHistory } from "../../app/load/load-history.ts";
import { cleanText } from "../../core/clean-text.ts";
import { once } from "../../core/once.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { findSetting, listSettings, type SettingInfo } from "../../store/settings/describe.ts";
import { loadSettings } from "../../store/settings.ts";
import { modelLabel } from "../../view/tables/model-label.ts";
import { projectLabel } from "../../view/text/project-label.ts";
import type { Io } from "../io.ts";
import { localZone } from "../local-zone.ts";
import type { Candidate, ValueKind, Values } from "./candidates.ts";

const DAYS: readonly Candidate[] = [
  { value: "today", text: "" },
  { value: "yesterday", text: "" },
  { value: "week", text: "since the week's first day" },
  { value: "month", text: "since the first of the month" },
  { value: "7d", text: "the last seven days, today included" },
  { value: "30d", text: "the last thirty days, today included" },
];

/** Folders given in the words typed so far. */
export type Folders = {
  readonly configDirs: readonly string[];
  readonly dataDir: string | undefined;
  readonly demo: boolean;
};

export function foldersOf(typed: readonly string[]): Folders {
  const valuesOf = (flag: string): string[] =>
    typed.flatMap((word, i) => {
      if (word.startsWith(`${flag}=`)) return [word.slice(flag.length + 1)];
      return word === flag && typed[i + 1] !== undefined ? [typed[i + 1] as string] : [];
    });
  return {
    configDirs: valuesOf("--config-dir"),
    dataDir: valuesOf("--data-dir").at(-1),
    demo: typed.includes("--demo"),
  };
}

/** @returns no values of the history where it has no index yet, because a Tab must not take seconds */
export function historyValues(folders: Folders, io: Io): Values {
  const load = once(() => loadIndexed(folders, io));
  return async (kind, before) => {
    if (kind === "days") return DAYS;
    if (kind === "settings") return settingsOf(() => true);
    if (kind === "settings-to-change") return settingsOf(({ command }) => command === null);
    if (kind === "setting-values") return valuesOfSetting(before);
    if (kind === "currencies") return currenciesOf(dataPaths(folders.dataDir, io.env).settingsFile);
    if (kind === "zones") return Intl.supportedValuesOf("timeZone").map((value) => ({ value, text: "" }));
    const history = await load();
    return history ? valuesOf(kind, history) : [];
  };
}

/** The keys of settings.json. @param isWanted filters them */
const settingsOf = (isWanted: (setting: SettingInfo) => boolean): readonly Candidate[] =>
  listSettings()
    .filter(isWanted)
    .map(({ key, meaning }) => ({ value: key, text: meaning }));

/** For a setting with a few allowed values: the ones in its description. */
function valuesOfSetting(key: string): readonly Candidate[] {
  const { allowed = "", fallback } = findSetting(key) ?? {};
  const listed =
    allowed === "true or false" ? ["true", "false"] : (/^one of (.*)$/.exec(allowed)?.[1]?.split(", ") ?? []);
  return listed.map((value) => ({ value, text: value === String(fallback) ? "the default" : "" }));
}

/** The currency that has a rate. */
function currenciesOf(settingsFile: string): readonly Candidate[] {
  const { code, perUsd } = loadSettings(settingsFile).settings.currency;
  return code === undefined
    ? []
    : [{ value: code, text: perUsd === undefined ? "no rate is set" : `${perUsd} for a dollar` }];
}

async function loadIndexed({ configDirs, dataDir, demo }: Folders, io: Io): Promise<History | null> {
  const folder = dirname(dataPaths(dataDir, io.env).indexFile);
  if (demo || !existsSync(folder) || !readdirSync(folder).some((name) => /^index-.*\.bin$/.test(name))) return null;
  const loaded = await loadHistory(
    { configDirs, dataDir, archive: true, index: true, demo, zone: localZone(), progress: () => {} },
    io,
  );
  saveCaches(loaded);
  return loaded.history;
}

function valuesOf(kind: ValueKind, history: History): readonly Candidate[] {
  if (kind === "models") return modelsOf(history);
  if (kind === "projects") return projectsOf(history);
  const sessions = sessionsOf(history);
  if (kind === "receipt-subjects") return [CURRENT, ...pullRequestsOf(history), ...sessions];
  if (kind === "tag-targets") return [CURRENT, ...projectsOf(history), ...branchesOf(history), ...sessions];
  return kind === "session-or-current" ? [CURRENT, ...sessions] : sessions;
}

const CURRENT: Candidate = { value: "current", text: "the session last active" };

function pullRequestsOf({ sessions }: History): readonly Candidate[] {
  const keys = new Set([...sessions.values()].flatMap(({ pullRequests }) => pullRequests.map(({ key }) => key)));
  return [...keys].sort().map((value) => ({ value: cleanText(value), text: "a pull request" }));
}

function branchesOf({ quarterHourRollup: { origins } }: History): readonly Candidate[] {
  const names = new Set(Array.from({ length: origins.length }, (_, code) => origins.part(code, "branch")));
  return [...names].filter((name) => name !== "").map((value) => ({ value: cleanText(value), text: "a branch" }));
}

/** Models that were used, by their short names in tables. */
function modelsOf({ quarterHourRollup: usage, book }: History): readonly Candidate[] {
  const labels = new Set(usage.models.map((model) => modelLabel(book.nameOf(model))));
  return [...labels].sort().map((value) => ({ value, text: "" }));
}

function projectsOf({ sessions }: History): readonly Candidate[] {
  const paths = [...new Set([...sessions.values()].map((facts) => facts.project))].filter((path) => path !== "");
  return paths.sort().map((path) => ({ value: projectLabel(path, paths), text: cleanText(path) }));
}

/** Most recently active first. */
function sessionsOf({ sessions }: History): readonly Candidate[] {
  return [...sessions.values()]
    .sort((a, b) => b.lastMs - a.lastMs)
    .map((facts) => ({ value: cleanText(facts.sessionId), text: cleanText(facts.title?.text ?? "") }));
}
