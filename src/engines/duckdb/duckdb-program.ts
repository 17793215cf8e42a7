/**
 * DuckDB as the `duckdb` program on the PATH: one process that is given statements. Results go through small files, since
 * what it prints is for people; a line that it is told to print says that a statement has ended.
 */

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { UserError } from "../../core/user-error.ts";
import { readTextOrNull } from "../../runtime/regular-file.ts";
import type { TextRow } from "../sql/sql-engine.ts";
import type { DuckDb } from "./duckdb.ts";

/** @returns null where there is no such program */
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

const END = "-- end of statement";

class DuckDbProgram implements DuckDb {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #dir = mkdtempSync(join(tmpdir(), "claude-cost-duckdb-"));
  #printed = "";
  #errors = "";
  #exited: string | null = null;
  #wake = (): void => {};
  #queries = 0;

  constructor(path: string) {
    // Without the user's start-up file, which may print or change anything.
    this.#child = spawn(path, ["-init", join(this.#dir, "none"), "-batch", "-csv", ":memory:"], { stdio: "pipe" });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#printed += text;
      this.#wake();
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errors += text;
    });
    this.#child.stdin.on("error", () => {});
    this.#child.on("error", (error) => this.#ended(error.message));
    this.#child.on("close", (code) => this.#ended(`it ended with ${code}`));
  }

  #ended(reason: string): void {
    this.#exited ??= reason;
    this.#wake();
  }

  async rows(sql: string): Promise<readonly TextRow[]> {
    const file = join(this.#dir, `${this.#queries++}.json`);
    await this.run(`COPY (${sql}) TO '${file.replaceAll("'", "''")}' (FORMAT json);`);
    const text = readTextOrNull(file);
    if (text === null) throw this.#failure();
    const lines = text.split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as TextRow);
  }

  async run(sql: string): Promise<void> {
    this.#printed = "";
    this.#errors = "";
    this.#child.stdin.write(`${sql}\n.print ${END}\n`);
    while (!this.#printed.includes(END)) {
      if (this.#exited !== null) throw this.#failure();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (/error/i.test(this.#errors)) throw this.#failure();
  }

  #failure(): UserError {
    const reason = this.#errors.trim() || this.#exited || "it gave no result";
    return new UserError(`DuckDB: ${reason}`);
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    if (this.#exited === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
