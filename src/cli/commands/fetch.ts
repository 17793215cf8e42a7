import { join, resolve } from "node:path";
import { Argument, type Command } from "commander";
import type { FetchStep, Protection } from "../../app/sources/fetch-parts.ts";
import { fetchSource } from "../../app/sources/fetch-source.ts";
import { openPlace, ownSourcesDir } from "../../app/sources/open-fetch.ts";
import { AS_IT_IS, underPseudonyms } from "../../app/sources/protection.ts";
import { openTeam } from "../../app/team/open-team.ts";
import { dayKey } from "../../core/calendar/period.ts";
import { Zone } from "../../core/calendar/zone.ts";
import { type Fetched, SOURCE_KINDS, type SourceKind } from "../../core/organization/fetched.ts";
import { UserError } from "../../core/user-error.ts";
import { VERSION } from "../../data/version.ts";
import { type DataPaths, dataPaths } from "../../store/files/data-dir.ts";
import { tryFileLock } from "../../store/files/file-lock.ts";
import { PendingFile } from "../../store/sources/pending-window.ts";
import { SourceStore } from "../../store/sources/source-store.ts";
import { teamSourcesDir } from "../../store/team/team-folder.ts";
import { fetchJson } from "../../view/json/fetch-json.ts";
import { fetchLines, fetchNotes } from "../../view/tables/organization/fetch-lines.ts";
import { counted } from "../../view/text/format.ts";
import type { Io } from "../io.ts";
import { type CommonOptions, closedRange, readCommonOptions, readFilter } from "../options/common-options.ts";
import type { Register } from "../program.ts";
import { styleOf, widthOf, writeJson, writeLines } from "../report.ts";
import { printMessage } from "../terminal/messages.ts";
import { CLEAR_LINE } from "../terminal/progress.ts";
import { abortWhenStopped } from "../until-stopped.ts";

const EXAMPLES = `
Sources:
  anthropic    the Console's Admin API: usage, cost, members, workspaces, limits   (ANTHROPIC_ADMIN_KEY)
  enterprise   the Enterprise plan's API: usage, cost, spend limits, groups        (ANTHROPIC_ADMIN_KEY)
  gateway      a Claude apps gateway: spend limits and what is spent of them       (CLAUDE_GATEWAY_KEY)
  litellm      a LiteLLM proxy: spend by user, key, team and tag, budgets          (LITELLM_API_KEY)

Examples:
  claude-cost fetch anthropic                        what may have changed since the last time; 30 days the first time
  claude-cost fetch enterprise --since 2026-09-01
  claude-cost fetch litellm --url https://litellm.example.com
  claude-cost fetch anthropic --team                 into the team's folder; \`team report\` reads your own as well

The key comes from the environment, or from a file that only you can read:
  claude-cost config set sources.litellm.keyFile ~/.keys/litellm
ANTHROPIC_BASE_URL and ANTHROPIC_CUSTOM_HEADERS are never heeded here. No other command asks a server.
Days are those of UTC, as at the servers. Run again after an interruption: it goes on where it was.`;

type FetchFlags = { readonly url?: string; readonly team?: string | true };

export const registerFetch: Register = (program, io, state) => {
  program
    .command("fetch")
    .addArgument(new Argument("<source>", "where from").choices(SOURCE_KINDS))
    .description("store an organisation's own figures: from the Console, the Enterprise API, a gateway or LiteLLM")
    .option("--url <address>", "the server, for a gateway or a proxy (https; http on this computer alone)")
    .option("--team [dir]", "store it in a team's folder, for all who read that: members under their pseudonyms")
    .addHelpText("after", EXAMPLES)
    .action(async (kind: SourceKind, flags: FetchFlags, command: Command) => {
      const options = readCommonOptions(command);
      const stop = abortWhenStopped();
      try {
        const { fetched, folder } = await fetchInto(kind, flags, command, io, stop.signal);
        write(fetched, folder, options, io);
        if (fetched.parts.some((part) => part.refusal !== null && !part.optional)) state.exitCode = 1;
      } catch (error) {
        if (!stop.signal.aborted) throw error;
        printMessage(io.stderr, "stopped; what was fetched is stored, and the same command goes on from there");
        state.exitCode = INTERRUPTED;
      } finally {
        stop.off();
      }
    });
};

const INTERRUPTED = 130;

function write(fetched: Fetched, folder: string, options: CommonOptions, io: Io): void {
  for (const note of fetchNotes(fetched)) printMessage(io.stderr, note);
  if (options.json) writeJson(io, fetchJson(fetched, folder, io.now()));
  else writeLines(io, fetchLines(fetched, folder, { width: widthOf(io), style: styleOf(options, io), demo: false }));
}

async function fetchInto(
  kind: SourceKind,
  { url, team }: FetchFlags,
  command: Command,
  io: Io,
  signal: AbortSignal,
): Promise<{ fetched: Fetched; folder: string }> {
  const options = readCommonOptions(command);
  const nowMs = io.now();
  const utc = new Zone("UTC");
  const { since, until } = readFilter(options, utc, nowMs);
  // Without --since the first day is the one that was not fetched yet.
  const first = { day: 0, name: "the first day" };
  closedRange({ since, until }, { first, last: { day: utc.dayOf(nowMs), name: "today" } });
  const paths = dataPaths(options.dataDir, io.env);
  const { base, key, problems } = openPlace(kind, url, paths, io.env);
  for (const problem of problems) printMessage(io.stderr, problem);
  const { sourcesDir, protect } = targetOf(team, paths, io);
  const store = new SourceStore(sourcesDir, kind);
  const progress = fetchProgress(io);
  const run = tryFileLock(join(paths.stateDir, "fetch", `${kind}.lock`), () =>
    fetchSource({
      kind,
      base,
      key,
      userAgent: `claude-cost/${VERSION}`,
      store,
      pending: new PendingFile(paths.stateDir, kind),
      since,
      until,
      nowMs,
      signal,
      protect,
      progress: progress.show,
    }),
  );
  try {
    if (run === null) throw new UserError(`${kind} is being fetched by another process`);
    return { fetched: await run, folder: store.folder };
  } finally {
    progress.clear();
  }
}

/**
 * Where the data is stored, and how members' names in it are protected. @throws UserError where it is not the user's
 * team
 */
function targetOf(
  team: string | true | undefined,
  paths: DataPaths,
  io: Io,
): { sourcesDir: string; protect: Protection } {
  if (team === undefined) return { sourcesDir: ownSourcesDir(paths), protect: AS_IT_IS };
  const { dir, secret } = openTeam(team === true ? null : resolve(io.cwd, team), paths.teamDir, io.now());
  if (secret === null) {
    throw new UserError(`${dir} is a team that was not made here`, {
      hint: "Its lead can fetch into it, who has its secret; without --team it goes into your own data folder.",
      exitCode: 2,
    });
  }
  return { sourcesDir: teamSourcesDir(dir), protect: underPseudonyms(secret) };
}

/** A line on stderr that is updated; without a terminal, one line per report. */
function fetchProgress({ stderr }: Io): { show(step: FetchStep): void; clear(): void } {
  let part = "";
  return {
    show: (step) => {
      const days = step.window ? `  ${dayKey(step.window.from)} to ${dayKey(step.window.to)}` : "";
      const rows = step.rows > 0 ? `  ${counted(step.rows, "row")}` : "";
      if (stderr.isTTY) {
        stderr.control(CLEAR_LINE);
        stderr.write(`fetching ${step.part}${days}${rows}`.slice(0, Math.max(20, stderr.columns - 1)));
      } else if (part !== step.part) printMessage(stderr, `fetching ${step.part}${days}`);
      part = step.part;
    },
    clear: () => {
      if (stderr.isTTY && part !== "") stderr.control(CLEAR_LINE);
    },
  };
}
