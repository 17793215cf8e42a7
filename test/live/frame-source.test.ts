import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { Zone } from "../../src/core/calendar/zone.ts";
import { FrameSource } from "../../src/ui/frame-source.ts";
import { buildFrame, isSameFrame } from "../../src/view/dashboard/frame.ts";
import { VIEWS } from "../../src/view/dashboard/ui-state.ts";
import { sampleState } from "./samples/sample-data.ts";

const look = { unicode: true, zone: new Zone("UTC") };
const sample = sampleState();
const states = [
  ...VIEWS.map((view) => ({ ...sample, ui: { ...sample.ui, view } })),
  { ...sample, ui: { ...sample.ui, showsAlerts: true } },
  { ...sample, ui: { ...sample.ui, helpPage: 0 } },
  { ...sample, watch: { ...sample.watch, trouble: "cannot read a file" } },
  { ...sample, data: null },
];
const sizes = [
  { columns: 60, rows: 20 },
  { columns: 80, rows: 24 },
  { columns: 160, rows: 50 },
];
const frames = [true, false].flatMap((unicode) =>
  sizes.flatMap((size) => states.map((s) => buildFrame(s, size, { ...look, unicode, nowMs: s.nowMs }))),
);

test("two frames are the same where all that is drawn of them is", () => {
  for (const a of frames) {
    for (const b of frames) expect(isSameFrame(a, b)).toBe(JSON.stringify(a) === JSON.stringify(b));
  }
  const [frame] = frames as [(typeof frames)[number]];
  const recoloured = frame.header.map((line) => line.map((part) => ({ ...part, tone: "danger" as const })));
  expect(isSameFrame(structuredClone(frame), frame)).toBe(true);
  expect(isSameFrame({ ...frame, header: recoloured }, frame)).toBe(false);
});

test("who listens hears of a frame only when it looks different", () => {
  const store = createStore(() => sample);
  const source = new FrameSource(store, look, { columns: 80, rows: 24 });
  let heard = 0;
  source.subscribe(() => heard++);
  store.setState({ nowMs: sample.nowMs });
  expect(heard).toBe(0);
  store.setState({ ui: { ...sample.ui, showsAlerts: true } });
  expect(heard).toBe(1);
  expect(source.resize({ columns: 80, rows: 24 })).toBe(false);
  source.resize({ columns: 100, rows: 24 });
  expect(heard).toBe(2);
  source.close();
  store.setState({ ui: sample.ui });
  expect(heard).toBe(2);
});
