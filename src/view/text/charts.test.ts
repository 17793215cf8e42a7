import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bar, columnRows, heatLegend, heatRow, heatSteps, plainBar, sparkline } from "./charts.ts";
import { lineWidth, paintLine, plainLine, textWidth } from "./spans.ts";
import { terminalStyle } from "./terminal-style.ts";

describe("a sparkline", () => {
  it("tells zero from small and from no data", () => {
    expect(sparkline([0, 0.001, 8, null, 4], 5, true)).toBe("·▁█ ▄");
    expect(sparkline([0, 0.001, 8, null, 4], 5, false)).toBe("_.@ =");
  });
  it("sums neighbours when there are more values than columns", () => {
    expect(sparkline([1, 1, 0, 0, 4, 4], 3, true)).toBe("▂·█");
  });
  it("widens evenly and pads", () => {
    expect(sparkline([1, 2], 5, true)).toBe("▄▄██ ");
  });
});

describe("a bar", () => {
  const text = (ratio: number | null, width: number, unicode: boolean, pace?: number): string =>
    plainLine(bar(ratio, width, { unicode, pace: pace ?? null }));
  it("fills by eighths and shows a sliver of anything above zero", () => {
    expect(text(0, 8, true)).toBe("░░░░░░░░");
    expect(text(0.0001, 8, true)).toBe("▏░░░░░░░");
    expect(text(0.5, 8, true)).toBe("████░░░░");
    expect(text(1, 8, true)).toBe("████████");
    expect(text(0.5, 8, false)).toBe("####....");
  });
  it("marks the pace and what is over", () => {
    expect(text(0.25, 8, true, 0.5)).toBe("██░░│░░░");
    expect(text(1.37, 8, true, 0.5)).toBe("████│██»");
    expect(text(1.37, 8, false)).toBe("#######>");
  });
  it("is empty where nothing is known", () => {
    expect(text(null, 4, false)).toBe("....");
  });
});

describe("a column chart", () => {
  it("stands on one baseline", () => {
    expect(columnRows([0, 1, 8, 16, null], 2, true)).toEqual(["   █ ", "·▁██ "]);
  });
});

describe("a heat row", () => {
  it("steps by quartiles and keeps zero and no data apart", () => {
    const values = [0, null, 1, 2, 3, 4];
    expect(plainLine(heatRow(values, heatSteps(values), true))).toBe("· ░▒▓█");
    expect(plainLine(heatRow(values, heatSteps(values), false, 2))).toBe("..  --++**##");
  });
  it("has a legend of the amounts at which its steps begin, without the steps that nothing reaches", () => {
    const legend = (values: readonly number[], width: number): string =>
      plainLine(heatLegend(heatSteps(values), { width, format: (value) => `$${value}`, unicode: true }));
    expect(legend([0, 1, 2, 3, 4], 31)).toBe("· none ░ less ▒ $2+ ▓ $3+ █ $4+");
    expect(legend([0, 1, 2, 3, 4], 30)).toBe("· ░ ▒ ▓ █ none to most");
    expect(legend([0, 0], 30)).toBe("· none ░ less");
  });
});

describe("shades", () => {
  it("run from the palest step to the tone itself along a bar's whole width, whatever of it is filled", () => {
    const shades = (ratio: number): (number | undefined)[] =>
      bar(ratio, 16, { unicode: true })
        .filter((part) => part.tone === "accent")
        .map((part) => part.shade);
    expect(shades(1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(shades(0.5)).toEqual([0, 1, 2, 3]);
  });
  it("are one colour where the terminal has no gradients", () => {
    const painted = paintLine(bar(1, 16, { unicode: true }), terminalStyle({ colour: true, unicode: true }));
    expect(painted).toBe(`\u001b[36m${"█".repeat(16)}\u001b[39m`);
  });
});

const value = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: null });

it("every chart has exactly the width it was asked for", () => {
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 60 }),
      fc.integer({ min: 0, max: 80 }),
      fc.boolean(),
      fc.double({ min: 0, max: 3, noNaN: true }),
      (values, width, unicode, ratio) => {
        expect(textWidth(sparkline(values, width, unicode))).toBe(width);
        expect(lineWidth(bar(ratio, width, { unicode, pace: ratio / 3 }))).toBe(width);
        expect(lineWidth(plainBar(ratio, width, unicode))).toBe(width);
        for (const row of columnRows(values, 3, unicode)) expect(textWidth(row)).toBe(values.length);
        expect(lineWidth(heatRow(values, heatSteps(values), unicode, 2))).toBe(values.length * 2);
      },
    ),
  );
});
