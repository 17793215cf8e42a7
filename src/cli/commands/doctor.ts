import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { verifyArchive } from "../../app/archive/verify-archive.ts";
import { oddFiles } from "../../app/inside/odd-files.ts";
import { otherHomes } from "../../app/inside/other-homes.ts";
import { readWiring } from "../../app/inside/wiring.ts";
import { inspectSources } from "../../app/sources/inspect-sources.ts";
import { ownSourcesDir } from "../../app/sources/open-fetch.ts";
import { fullDayText } from "../../app/telemetry/full-days.ts";
import { managedFolders } from "../../claude-code/settings/managed-files.ts";
import { totalOf } from "../../core/reports/group.ts";
import { RATE_CARDS_AS_OF } from "../../data/rate-cards.ts";
import { VERSION } from "../../data/version.ts";
import { fullOtelDays } from "../../store/feeds/otel-feed.ts";
import { type DataPaths, dataPaths } from "../../store/files/data-dir.ts";
import { indexFileOf } from "../../store/index/write-index.ts";
import { isoTime, SCHEMA_VERSION } from "../../view/json/parts.ts";
import { archiveSummary } from "../../view/tables/archive-lines.ts";
import {
  doctorLines,
  type Finding,
  type FindingSection,
  scanFindings,
  unpricedFindings,
} from "../../view/tables/doctor-lines.ts";
import { sourceFindings } from "../../view/tables/organization/source-findings.ts";
import { wiringFindings } from "../../view/tables/wiring-findings.ts";
import { bytes, counted } from "../../view/text/format.ts";
import { joinedPath } from "../../view/text/joined-path.ts";
import type { Register } from "../program.ts";
import { openReport, type Report, widthOf, writeJson, writeLines } from "../report.ts";

const EXAMPLES = `
Examples:
  claude-cost doctor                       is everything in order
  claude-cost doctor --json | jq '.sections[].findings[] | select(.level != "ok" and .level != "info")'`;

/** Checks everything the figures depend on and prints the findings. */
export const registerDoctor: Register = (program, io) => {
  program
    .command("doctor")
    .description("check logs, prices, clock, terminal and setup; show what was skipped and why")
    .addHelpText("after", EXAMPLES)
    .action(async (_options, command: Command) => {
      const report = await openReport(command, io, false);
      const sections = await examine(report);
      if (report.options.json) {
        writeJson(io, { schemaVersion: SCHEMA_VERSION, generatedAt: isoTime(report.query.nowMs), sections });
      } else writeLines(io, doctorLines(sections, report.style, widthOf(io)));
    });
};

async function examine(report: Report): Promise<readonly FindingSection[]> {
  const { query, notes, options, io } = report;
  const { history, selected } = query;
  const paths = dataPaths(options.dataDir, io.env);
  return [
    {
      title: "Logs",
      findings: [
        ...rootFindings(report),
        ...otherHomeFindings(report),
        ...noteFindings(notes),
        ...scanFindings(history.report),
      ],
    },
    {
      title: "Prices",
      findings: [
        {
          level: "info",
          name: "basis",
          text:
            history.basis === "list" ? `API list prices, checked ${RATE_CARDS_AS_OF}` : "list prices and your overlay",
        },
        ...unpricedFindings(totalOf(history.quarterHourRollup, selected).unpriced),
      ],
    },
    { title: "This machine", findings: machineFindings(report) },
    { title: "Inside Claude Code", findings: wiringOf(report) },
    ...(await organizationSections(report, paths)),
    {
      title: "Our own files",
      findings: [
        ...(await archiveFindings(paths)),
        ...fileFindings(paths, history.roots, options.archive),
        ...oddFindings(report),
      ],
    },
  ];
}

/** A demo has none, because it belongs to no organisation. */
async function organizationSections({ query, io }: Report, paths: DataPaths): Promise<readonly FindingSection[]> {
  if (query.history.demo) return [];
  return sourceFindings(await inspectSources(ownSourcesDir(paths), paths, io.env), query.nowMs);
}

function rootFindings({ query: { history } }: Report): readonly Finding[] {
  return history.roots.map((root): Finding => {
    const state = root.found ? counted(root.files, "file") : "not there";
    return {
      level: root.found || root.reason === "standard" ? "info" : "warn",
      name: root.reason,
      text: `${joinedPath(root.path, "projects")}: ${state}`,
    };
  });
}

/** Logs on the other side of WSL, which are only read where they are given explicitly. */
function otherHomeFindings({ query: { history }, io }: Report): readonly Finding[] {
  const known = history.roots.map((root) => root.path);
  return otherHomes({ platform: io.platform, env: io.env, known }).map((path) => ({
    level: "info",
    name: "another home",
    text: `${path} has logs too; name both with --config-dir, or in CLAUDE_CONFIG_DIR: ${[...known, path].join(",")}`,
  }));
}

const noteFindings = (notes: readonly string[]): readonly Finding[] =>
  notes.map((text) => ({ level: "warn", name: "unreadable", text }));

function machineFindings({ query, style, io, width }: Report): readonly Finding[] {
  const latest = Math.max(...[...query.history.sessions.values()].map((s) => s.lastMs || 0), 0);
  const ahead = latest - query.nowMs > 60_000;
  return [
    { level: "info", name: "claude-cost", text: `${VERSION}, node ${process.versions.node}, ${io.platform}` },
    {
      level: ahead ? "warn" : "ok",
      name: "clock",
      text: `${isoTime(query.nowMs)}${ahead ? `, but the logs go on to ${isoTime(latest)}` : ""}`,
    },
    { level: "info", name: "time zone", text: query.zone.name },
    {
      level: "info",
      name: "terminal",
      text: `${io.stdout.isTTY ? `${width} columns` : "not a terminal"}, ${style.colour ? "colour" : "no colour"}, ${style.unicode ? "Unicode" : "ASCII"}, TERM=${io.env["TERM"] ?? ""}`,
    },
  ];
}

function wiringOf({ query: { history, nowMs }, options, io }: Report): readonly Finding[] {
  const root = history.roots.find((r) => r.found) ?? history.roots[0];
  if (root === undefined) return [];
  const paths = dataPaths(options.dataDir, io.env);
  const managed = managedFolders(io.platform);
  const wiring = readWiring({ root: root.path, cwd: io.cwd, paths, managed, platform: io.platform });
  const latest = [...history.sessions.values()].reduce((max, s) => Math.max(max, s.lastMs || 0), 0);
  return wiringFindings(wiring, latest === 0 ? null : latest, nowMs);
}

async function archiveFindings({ archiveDir }: DataPaths): Promise<readonly Finding[]> {
  const { isWhole, text } = archiveSummary(await verifyArchive(archiveDir));
  return [{ level: isWhole ? "ok" : "warn", name: "archive", text: `${archiveDir}: ${text}` }];
}

function fileFindings(
  paths: DataPaths,
  roots: Report["query"]["history"]["roots"],
  isArchived: boolean,
): readonly Finding[] {
  const index = indexFileOf(
    paths.indexFile,
    // The key under which indexes are stored: with and without the archive there are two.
    [String(isArchived), ...roots.map((r) => r.path)],
  );
  const files: readonly (readonly [string, string])[] = [
    ["settings", paths.settingsFile],
    ["prices of your own", paths.overlayFile],
    ["status line feed", paths.statuslineDir],
    ["telemetry feed", paths.otelDir],
    ["index (disposable)", index],
  ];
  return [
    ...files.map(([name, path]): Finding => ({ level: "info", name, text: `${path}${describe(path)}` })),
    ...fullOtelDays(paths.otelDir).map(
      (day): Finding => ({ level: "warn", name: "telemetry feed", text: fullDayText(day) }),
    ),
  ];
}

/** Files of the client that are read in addition to its logs. */
const CLIENT_FILES = ["settings.json", ".claude.json", "stats-cache.json", "CLAUDE.md"];

/** What is skipped because it is not a regular file: a pipe or a device is never waited for. */
function oddFindings({ query: { history }, options, io }: Report): readonly Finding[] {
  const { dataDir } = dataPaths(options.dataDir, io.env);
  const client = history.roots.flatMap((root) => CLIENT_FILES.map((name) => join(root.path, name)));
  return oddFiles(client, dataDir).map(({ path, kind }) => ({
    level: "warn",
    name: "passed over",
    text: `${path} is ${kind}`,
  }));
}

function describe(path: string): string {
  if (!existsSync(path)) return " (not there yet)";
  const stat = statSync(path);
  return stat.isFile() ? ` (${bytes(stat.size)})` : "";
}
