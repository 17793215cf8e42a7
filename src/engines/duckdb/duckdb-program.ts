/**
 * DuckDB as the `duckdb` program on the PATH: one process that is given statements. Results go through small files, since
 * what it prints is for people and may be held back; a file that it is told to write says that a statement has ended.
 */

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { UserError } from "../../core/user-error.ts";
import { readTextOrNull, statIfAny } from "../../runtime/regular-file.ts";
import type { TextRow } from "../sql/sql-engine.ts";
import type { DuckDb } from "./duckdb.ts";

/** @returns null where the program is not installed */
export function openProgram(env: Readonly<Record<string, string | undefined>>): DuckDb | null {
  const path = programIn(env["PATH"] ?? "");
  return path === null ? null : new DuckDbProgram(path);
}

function programIn(path: string): string | null {
  const names = process.platform === "win32" ? ["duckdb.exe"] : ["duckdb"];
  for (const dir of path.split(delimiter).filter((dir) => dir !== "")) {
    for (const name of names) if (existsSync(join(dir, name))) return join(dir, name);
  }
  return null;
}

/** How often to check whether a statement has ended. */
const LOOK_MS = 5;

class DuckDbProgram implements DuckDb {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #dir = mkdtempSync(join(tmpdir(), "claude-cost-duckdb-"));
  #errors = "";
  #exited: string | null = null;
  #statements = 0;

  constructor(path: string) {
    // Without the user's start-up file, which may print or change anything.
    const noStartUp = join(this.#dir, "start-up.sql");
    writeFileSync(noStartUp, "");
    this.#child = spawn(path, ["-init", noStartUp, "-batch", ":memory:"], { stdio: "pipe" });
    this.#child.stdout.resume();
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errors += text;
    });
    this.#child.stdin.on("error", () => {});
    this.#child.on("error", (error) => {
      this.#exited ??= error.message;
    });
    this.#child.on("close", (code) => {
      this.#exited ??= `it ended with ${code}`;
    });
  }

  async rows(sql: string): Promise<readonly TextRow[]> {
    const file = join(this.#dir, `${this.#statements}.json`);
    await this.run(`COPY (${sql}) TO ${literal(file)} (FORMAT json);`);
    const text = readTextOrNull(file);
    if (text === null) throw this.#failure();
    const lines = text.split("\n");
    rmSync(file);
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as TextRow);
  }

  async run(sql: string): Promise<void> {
    this.#errors = "";
    const ended = join(this.#dir, `${this.#statements++}.ended`);
    this.#child.stdin.write(
      `${sql.endsWith(";") ? sql : `${sql};`}\nCOPY (SELECT 1) TO ${literal(ended)} (FORMAT csv);\n`,
    );
    while (!(statIfAny(ended)?.size ?? 0)) {
      if (this.#exited !== null) throw this.#failure();
      await setTimeout(LOOK_MS);
    }
    if (/error/i.test(this.#errors)) throw this.#failure();
  }

  #failure(): UserError {
    const reason = this.#errors.trim() || this.#exited || "it gave no result";
    return new UserError(`DuckDB: ${reason}`);
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    while (this.#exited === null) await setTimeout(LOOK_MS);
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

const literal = (path: string): string => `'${path.replaceAll("'", "''")}'`;
