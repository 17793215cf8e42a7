import { expect, it } from "vitest";
import { createProgress } from "./progress.ts";

/** Everything that a scan of 10 GB writes to a terminal of that width, at each progress report. */
function written(columns: number, isTTY = true): string[] {
  const lines: string[] = [];
  let nowMs = 0;
  let cleared = "";
  const control = (sequence: string): void => {
    cleared = sequence;
  };
  const write = (text: string): void => void lines.push(cleared + text);
  const stderr = { write, control, isTTY, columns };
  const progress = createProgress(stderr, () => nowMs);
  for (let k = 1; k <= 10; k++) {
    nowMs += 1_000;
    void progress({ files: k * 1_000, bytes: k * 1e9, totalFiles: 10_000, totalBytes: 1e10 });
  }
  if (cleared !== "") lines.push(cleared);
  return lines;
}

const seen = (line: string): string => line.replace("\r\u001b[K", "");

it("never writes a line that would wrap, at any width", () => {
  for (const columns of [20, 40, 60, 80, 120]) {
    const lines = written(columns);
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(seen(line).length).toBeLessThan(columns);
  }
});

it("tells bytes, time left, rate and files where there is room, and cleans up at the end", () => {
  const lines = written(120);
  expect(seen(lines[0] as string)).toBe("reading logs  1.0 GB / 10.0 GB  9s left  1.0 GB/s  1000 / 10000 files");
  expect(lines.at(-1)).toBe("\r\u001b[K");
});

it("is silent where stderr is no terminal", () => {
  expect(written(120, false)).toEqual([]);
});
