import { describe, expect, it } from "vitest";
import { csv } from "./csv.ts";

const cellOf = (value: string | number): string => csv(["h"], [[value]]).split("\r\n")[1] as string;

describe("csv", () => {
  it("disarms what a spreadsheet would run", () => {
    for (const bad of ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "＝1+1", "＋cmd", "－2+3", "＠SUM(A1)", "−2+3", "﹦1"])
      expect(cellOf(bad)).toBe(`'${bad}`);
  });

  it("leaves numbers numbers", () => {
    expect([cellOf(-5), cellOf("0.1473796"), cellOf("-0.5")]).toEqual(["-5", "0.1473796", "-0.5"]);
  });

  it("quotes separators and quotes", () => {
    expect(cellOf('a,"b"')).toBe('"a,""b"""');
  });

  it("drops control characters and line breaks that come from logs", () => {
    expect(cellOf("red\u001b[31m\r\n\ttext\u0007")).toBe("red text");
    // Hidden characters before the sign are removed, so that the sign is found.
    for (const hidden of ["\t", "\r", "\u200b", "\ufeff", "\u00a0", "\u001b[31m"]) {
      expect(cellOf(`${hidden}=1+1`)).toBe("'=1+1");
    }
  });
});
