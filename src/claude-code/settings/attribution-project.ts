/**
 * The project for the organisation's usage reports that Claude Code's settings set for sessions in a folder (2.1.330
 * and later). In settings files only `attributionProject`, `attributionProjectPolicy.default` and the equivalent
 * variable in `env` are read; in `.claude.json`, whether the folder is trusted.
 */

import { dirname, join } from "node:path";
import { cleanText } from "../../core/clean-text.ts";
import { readTextOrNull } from "../../runtime/regular-file.ts";
import { clientStateFiles } from "../feeds/client-state.ts";
import { type Json, object, parseObject } from "../json.ts";
import { managedFiles } from "./managed-files.ts";

export type AttributionPlaces = {
  /** Claude Code's folder; null = none. */
  readonly root: string | null;
  readonly homeDir: string;
  /** The folder that a session began in. */
  readonly projectDir: string;
  /** Folders of managed settings. */
  readonly managed: readonly string[];
};

const VARIABLE = "CLAUDE_CODE_ATTRIBUTION_PROJECT";
const MOST_CHARACTERS = 200;

/**
 * In order of precedence: the variable, managed settings, the project's local, shared and then the user's settings; ""
 * = none.
 */
export function readAttributionProject({ root, homeDir, projectDir, managed }: AttributionPlaces): string {
  const files = managedFiles(managed).map(readFile);
  const own = root === null ? [] : [readFile(join(root, "settings.json"))];
  const ofProject = ["settings.json", "settings.local.json"].map((name) => readFile(join(projectDir, ".claude", name)));
  const says = ofProject.some((file) => nameIn(file) !== null || variableIn(file) !== null);
  const isHeard = says && root !== null && isTrusted(projectDir, clientStateFiles([root], homeDir));
  const layers = [...own, ...(isHeard ? ofProject : []), ...files];
  const named =
    layers.map(variableIn).findLast((name) => name !== null && name !== "") ||
    // An empty name means none, and overrides the files below it.
    layers.map(nameIn).findLast((name) => name !== null) ||
    files.map(defaultIn).findLast((name) => name !== null) ||
    "";
  return named.slice(0, MOST_CHARACTERS);
}

const nameOf = (value: unknown): string | null => (typeof value === "string" ? cleanText(value) : null);
const nameIn = (file: Json): string | null => nameOf(file["attributionProject"]);
const variableIn = (file: Json): string | null => nameOf(object(file["env"])[VARIABLE]);
const defaultIn = (file: Json): string | null => nameOf(object(file["attributionProjectPolicy"])["default"]);

/** A file that is missing, unreadable or not plain JSON sets nothing: the client skips it too. */
function readFile(path: string): Json {
  return parseObject((readTextOrNull(path) ?? "").replace(/^\uFEFF/, "")) ?? {};
}

/** Whether the user has trusted the folder, or one around it, to have settings of its own. */
function isTrusted(folder: string, stateFiles: readonly string[]): boolean {
  const projects = object(stateFiles.map(readFile).find((file) => file["projects"] !== undefined)?.["projects"]);
  for (let at = folder; ; at = dirname(at)) {
    if (object(projects[at])["hasTrustDialogAccepted"] === true) return true;
    if (dirname(at) === at) return false;
  }
}
