import { describe, expect, it } from "vitest";
import { Zone } from "../../core/calendar/zone.ts";
import type { AlertRow, DashboardData } from "../../core/dashboard/dashboard-data.ts";
import { reduce } from "./reduce.ts";
import { initialState, type LiveState } from "./ui-state.ts";

const UTC = new Zone("UTC");
const alert = (id: string): AlertRow => ({
  id,
  covers: [],
  severity: "warn",
  message: id,
  brief: id,
  command: "",
  about: { kind: "limit", id, account: null },
});
const data = {
  asOfMs: 0,
  alerts: ["a", "b", "c"].map(alert),
  sessions: [],
  limits: [],
  days: new Map(),
} as unknown as DashboardData;

const press = (keys: readonly string[]): LiveState =>
  keys.reduce<LiveState>((state, key) => reduce(state, { type: "key", key, text: key }), {
    ...initialState(0, UTC),
    data,
  });
const silenced = (keys: readonly string[]): readonly string[] => [...press(keys).ui.silenced];

describe("alerts", () => {
  it("silences the one shown, and then the next that is shown", () => {
    expect(silenced(["x"])).toEqual(["a"]);
    expect(silenced(["x", "x"])).toEqual(["a", "b"]);
  });
  it("silences the one chosen in the list, whatever is silenced above it", () => {
    expect(silenced(["x", "a", "j", "j", "x"])).toEqual(["a", "c"]);
  });
  it("lets a silenced one be heard again", () => {
    expect(silenced(["a", "j", "x", "x"])).toEqual([]);
  });
});

describe("what lies over a view", () => {
  it.each(["a", "?"])("keeps the view's own keys away from what is not seen (%s)", (opens) => {
    const before = press(["3", opens]);
    for (const key of ["/", "s", "S", "p", "o", "right", ...(opens === "?" ? ["enter"] : [])]) {
      expect(reduce(before, { type: "key", key, text: key }).ui).toEqual(before.ui);
    }
    expect(press(["3", opens, "4"]).ui).toMatchObject({ view: "history", showsAlerts: false, helpPage: null });
  });
});
