/** Random histories of a logs folder: what can happen to logs, step by step, with days passing between the steps. */

import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Random } from "../../src/data/demo/random.ts";
import { assistantRow, lines, usage } from "../helpers/make-tree.ts";

const START_MS = Date.parse("2026-10-20T09:00:00Z");
const DAY_MS = 86_400_000;

export const STEPS = [
  "append",
  "append",
  "append",
  "new log",
  "new log",
  "fork",
  "truncate",
  "rewrite smaller",
  "rewrite equal",
  "rewrite larger",
  "replace",
  "copy",
  "delete",
  "delete",
  "finish",
  "days",
  "days",
] as const;

export class LogHistory {
  nowMs = START_MS;
  readonly done: string[] = [];
  readonly #random: Random;
  readonly #folder: string;
  #names = 0;
  #ids = 0;

  constructor(root: string, seed: number) {
    this.#random = new Random(seed);
    this.#folder = join(root, "projects", "-p");
    mkdirSync(this.#folder, { recursive: true });
  }

  step(): void {
    const random = this.#random;
    const what = random.pick(STEPS);
    const logs = readdirSync(this.#folder);
    const log = logs.length > 0 ? join(this.#folder, random.pick(logs)) : null;
    this.done.push(`${what} ${log ?? ""}`);
    this.nowMs += random.int(1, 90) * 60_000;
    if (what === "days") this.nowMs += random.int(1, 20) * DAY_MS;
    else if (what === "new log" || log === null)
      writeFileSync(this.#newPath(), this.#rows(this.#names, random.int(1, 4)));
    else this.#change(what, log);
  }

  #change(what: (typeof STEPS)[number], log: string): void {
    const random = this.#random;
    const text = readFileSync(log, "utf8");
    const rows = text.split("\n").filter((row) => row !== "");
    const kept = random.int(0, rows.length);
    const session = sessionOf(log);
    if (what === "append") appendFileSync(log, this.#rows(session, random.int(1, 3)));
    else if (what === "fork") {
      const copied = rows.slice(0, random.int(1, Math.max(1, rows.length)));
      const path = this.#newPath();
      const renamed = copied.map((row) => row.replace(/"sessionId":"[^"]*"/, `"sessionId":"s${this.#names}"`));
      writeFileSync(path, `${renamed.join("\n")}\n${this.#rows(this.#names, random.int(0, 2))}`);
    } else if (what === "truncate") writeFileSync(log, text.slice(0, random.int(0, text.length)));
    else if (what === "rewrite smaller")
      writeFileSync(
        log,
        rows
          .slice(kept)
          .map((row) => `${row}\n`)
          .join(""),
      );
    else if (what === "rewrite equal")
      writeFileSync(
        log,
        text.replace(/"output_tokens":(\d)/g, (_, d) => `"output_tokens":${(Number(d) % 9) + 1}`),
      );
    else if (what === "rewrite larger") {
      const some = rows
        .slice(0, kept)
        .map((row) => `${row}\n`)
        .join("");
      writeFileSync(log, this.#rows(session, rows.length + 2) + some);
    } else if (what === "replace") {
      writeFileSync(
        `${log}.tmp`,
        rows
          .slice(0, kept)
          .map((row) => `${row}\n`)
          .join("") + this.#rows(session, 1),
      );
      renameSync(`${log}.tmp`, log);
    } else if (what === "copy") copyFileSync(log, join(this.#folder, `s${session}-copy${++this.#names}.jsonl`));
    else if (what === "delete") rmSync(log);
    else if (what === "finish")
      appendFileSync(
        log,
        rows
          .slice(-2)
          .map((row) => `${finished(row)}\n`)
          .join(""),
      );
  }

  #newPath(): string {
    return join(this.#folder, `s${++this.#names}.jsonl`);
  }

  #rows(session: number, count: number): string {
    const random = this.#random;
    return Array.from({ length: count }, () => {
      this.nowMs += random.int(0, 3) * 60_000;
      return lines(
        assistantRow({
          id: `m${++this.#ids}`,
          sessionId: `s${session}`,
          timestamp: new Date(this.nowMs).toISOString(),
          model: random.pick(["claude-opus-5-5", "claude-haiku-4-5", "nobody-knows"]),
          stopReason: random.chance(0.7) ? "end_turn" : null,
          usage: usage({ input_tokens: random.int(1, 50), output_tokens: random.int(1, 999) }),
          cwd: `/proj/${session % 3}`,
        }),
      );
    }).join("");
  }
}

const sessionOf = (log: string): number => Number(/s(\d+)/.exec(log.slice(log.lastIndexOf("/") + 1))?.[1] ?? 0);

/** The row once more, with its final usage. */
function finished(row: string): string {
  return row
    .replace('"stop_reason":null', '"stop_reason":"end_turn"')
    .replace(/"output_tokens":(\d+)/, '"output_tokens":1$1');
}
