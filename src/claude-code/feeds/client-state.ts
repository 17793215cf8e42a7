/**
 * The client's data about the account in its state file `.claude.json` (internal, may change): the plan's windows and
 * usage credits as last fetched, and hints at the plan. Never its credentials, which are stored elsewhere.
 */

import { join } from "node:path";
import { cleanText } from "../../core/clean-text.ts";
import type { ExtraUsageReport } from "../../core/limits/credits/usage-credits-input.ts";
import type { PlanKind } from "../../core/limits/plan.ts";
import type { WindowReport } from "../../core/limits/windows.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { readText, statIfAny } from "../../runtime/regular-file.ts";
import { array, count, epochMs, type Json, object, parseObject, text } from "../json.ts";

export type ClientState = {
  readonly windows: readonly WindowReport[];
  readonly extraUsage: ExtraUsageReport | null;
  /** A plan that the kind of account suggests; the user decides. */
  readonly planHint: PlanKind | null;
  /** null = nobody is signed in. */
  readonly account: ClientAccount | null;
};

/** The signed-in account. A person can belong to several organisations, each with windows of its own. */
export type ClientAccount = {
  readonly key: string;
  /** "" = not given. */
  readonly email: string;
  readonly organization: string;
};

const PICO_PER_CENT = 10_000_000_000;
/** Larger files are not written by the client. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The state in one of the client's folders, and the account signed in there. */
export type RootState = {
  readonly root: string;
  /** null = the client stored nothing there. */
  readonly state: ClientState | null;
  readonly account: ClientAccount | null;
};

/** @param roots Claude Code's folders; the home folder contains the file where `CLAUDE_CONFIG_DIR` is not used */
export function readClientStates(roots: readonly string[], homeDir: string): readonly RootState[] {
  return roots.map((root) => {
    const files = clientStateFiles([root], homeDir);
    const state = files.reduce<ClientState | null>((found, file) => found ?? stateAt(file), null);
    return { root, state, account: state?.account ?? null };
  });
}

/** Combines the states of several folders of one account: all windows, and the latest report of usage credits. */
export function joinStates(states: readonly RootState[]): Omit<ClientState, "account"> {
  const found = states.flatMap(({ state }) => state ?? []);
  return {
    windows: found.flatMap((s) => s.windows),
    extraUsage: newest(found.flatMap((s) => (s.extraUsage ? [s.extraUsage] : []))),
    planHint: found.map((s) => s.planHint).find((p) => p !== null) ?? null,
  };
}

/** Where the client may store its state, most likely first. */
export function clientStateFiles(roots: readonly string[], homeDir: string): readonly string[] {
  return roots.flatMap((root) => {
    const isStandard = root === join(homeDir, ".claude");
    return [join(root, ".claude.json"), ...(isStandard ? [join(homeDir, ".claude.json")] : [])];
  });
}

/** The id of the account signed in to a folder; "" = not known. */
export function readAccount(root: string, homeDir: string): string {
  for (const file of clientStateFiles([root], homeDir)) {
    const account = text(object(parseObject(readState(file) ?? "")?.["oauthAccount"])["accountUuid"]);
    if (account !== null) return account.slice(0, 100);
  }
  return "";
}

function newest(reports: readonly ExtraUsageReport[]): ExtraUsageReport | null {
  return reports.reduce<ExtraUsageReport | null>((best, r) => (best && best.atMs >= r.atMs ? best : r), null);
}

function stateAt(file: string): ClientState | null {
  const source = readState(file);
  return source === null ? null : parseClientState(source);
}

function readState(file: string): string | null {
  const stat = statIfAny(file);
  if (!stat?.isFile() || stat.size > MAX_BYTES) return null;
  try {
    return readText(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "EACCES") return null;
    throw error;
  }
}

/** @returns null where it is not JSON, because the client may be writing it */
export function parseClientState(source: string): ClientState | null {
  const root = parseObject(source);
  if (root === null) return null;
  const cached = object(root["cachedUsageUtilization"]);
  const account = object(root["oauthAccount"]);
  const isOwn = text(cached["accountUuid"]) === null || cached["accountUuid"] === account["accountUuid"];
  // After a change of account the cached figures may still be the other account's.
  const atMs = isOwn ? count(cached["fetchedAtMs"]) : null;
  const utilization = object(cached["utilization"]);
  return {
    windows: atMs === null ? [] : windowsOf(utilization, atMs),
    extraUsage: atMs === null ? null : extraUsageOf(utilization, root, atMs),
    planHint: planHint(account),
    account: accountOf(account),
  };
}

const MOST_CHARACTERS = 100;

function accountOf(account: Json): ClientAccount | null {
  const part = (name: string): string => cleanText(text(account[name]) ?? "").slice(0, MOST_CHARACTERS);
  const uuid = part("accountUuid");
  if (uuid === "") return null;
  return {
    key: `${uuid} ${part("organizationUuid")}`,
    email: part("emailAddress"),
    organization: part("organizationName"),
  };
}

function windowsOf(utilization: Json, atMs: number): readonly WindowReport[] {
  const found = new Map<string, WindowReport>();
  const add = (id: string, percent: number | null, resetsAt: unknown, label?: string): void => {
    if (percent === null || found.has(id)) return;
    found.set(id, {
      id,
      ...(label === undefined ? {} : { label }),
      usedPercent: percent,
      resetsAtMs: epochMs(resetsAt),
      usedPico: null,
      limitPico: null,
      period: null,
      atMs,
      source: "client",
    });
  };
  for (const [id, value] of Object.entries(utilization)) {
    if (id === "extra_usage" || id === "limits") continue;
    const fields = object(value);
    add(id, count(fields["utilization"]), fields["resets_at"], text(fields["label"]) ?? undefined);
  }
  // The same windows under other names, and windows of single models, which have no field of their own.
  for (const entry of array(utilization["limits"]).map(object)) {
    const kind = text(entry["kind"]);
    if (kind === null) continue;
    const scope = object(entry["scope"]);
    const name = text(object(scope["model"])["display_name"]) ?? text(object(scope["surface"])["display_name"]);
    add(idOf(kind, name), count(entry["percent"]), entry["resets_at"], name ? `weekly window, ${name}` : undefined);
  }
  return [...found.values()];
}

function idOf(kind: string, name: string | null): string {
  if (kind === "session") return "five_hour";
  if (kind === "weekly_all") return "seven_day";
  const slug = name?.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  if (kind === "weekly_scoped" && slug) return `seven_day_${slug}`;
  return slug ? `${kind}_${slug}` : kind;
}

/** Amounts are in hundredths of the currency. Amounts in other currencies than dollars are not converted. */
function extraUsageOf(utilization: Json, root: Json, atMs: number): ExtraUsageReport | null {
  const extra = object(utilization["extra_usage"]);
  const enabled = extra["is_enabled"];
  if (typeof enabled !== "boolean") return null;
  const currency = (text(extra["currency"]) ?? "USD").toUpperCase();
  const isDollars = currency === "USD";
  const [used, limit] = [count(extra["used_credits"]), count(extra["monthly_limit"])];
  return {
    enabled,
    limit: limitOf(extra["monthly_limit"], isDollars),
    usedPico: isDollars && used !== null ? cents(used) : null,
    usedPercent: count(extra["utilization"]) ?? (used !== null && limit ? (used / limit) * 100 : null),
    foreign: isDollars
      ? null
      : { currency: currency.slice(0, 8), used: wholeUnits(used, currency), limit: wholeUnits(limit, currency) },
    disabledReason: text(extra["disabled_reason"]) ?? text(root["cachedExtraUsageDisabledReason"]),
    atMs,
  };
}

/** `null` in the file means no limit; missing or invalid values are not known. */
function limitOf(value: unknown, isDollars: boolean): ExtraUsageReport["limit"] {
  if (value === null) return isDollars ? "unlimited" : null;
  const amount = count(value);
  return amount === null || !isDollars ? null : cents(amount);
}

const cents = (amount: number): Pico => BigInt(Math.round(amount * PICO_PER_CENT));

/** Currencies without hundredths. */
const WITHOUT_HUNDREDTHS: ReadonlySet<string> = new Set(["JPY", "KRW", "VND", "CLP"]);

function wholeUnits(amount: number | null, currency: string): string | null {
  if (amount === null) return null;
  return WITHOUT_HUNDREDTHS.has(currency) ? String(amount) : (amount / 100).toFixed(2);
}

const PLAN_HINTS: Readonly<Record<string, PlanKind>> = {
  claude_pro: "pro",
  claude_max: "max",
  claude_team: "team",
  claude_enterprise: "enterprise",
  api: "console",
};

function planHint(account: Json): PlanKind | null {
  return PLAN_HINTS[text(account["organizationType"]) ?? ""] ?? null;
}
