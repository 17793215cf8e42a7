import { expect, it } from "vitest";
import { headerLine } from "../../src/view/dashboard/chrome.ts";
import { plainLine } from "../../src/view/text/spans.ts";
import { NOW_MS, ZONE } from "./samples/basics.ts";
import { sampleState } from "./samples/sample-data.ts";

function header(width: number, receiverPort: number | null): string {
  const state = sampleState();
  const listening = { ...state, watch: { ...state.watch, receiverPort } };
  return plainLine(headerLine(listening, width, { zone: ZONE, unicode: true, nowMs: NOW_MS }));
}

it("a dashboard that receives telemetry says so in its header, where there is room beside the day's figure", () => {
  for (const width of [80, 120, 160]) expect(header(width, 4318)).toContain("telemetry :4318");
  expect(header(160, 4318)).toContain("receiving telemetry :4318");
  for (const width of [40, 60, 80, 120, 160]) {
    expect(header(width, 4318).length).toBeLessThanOrEqual(width);
    expect(header(width, 4318)).toMatch(/\$\d/);
    expect(header(width, null)).not.toContain("telemetry");
  }
});
