import { describe, expect, test } from "vitest";
import { parseStatuslineInput } from "../../src/claude-code/feeds/statusline-input.ts";
import { nextFeed, type StatuslineFeed } from "../../src/core/statusline/feed.ts";
import { heardWindows } from "../../src/core/statusline/heard-windows.ts";
import { joinFeeds } from "../../src/core/statusline/join-feeds.ts";
import { parseFeed } from "../../src/store/feeds/feed-file.ts";

const RESET_S = 10_000;

type Frame = { readonly atMs: number; readonly usd: number; readonly five?: number; readonly seven?: number };

/** The record after frames at these times. */
function heard(frames: readonly Frame[]): StatuslineFeed {
  return frames.reduce<StatuslineFeed | null>((feed, { atMs, usd, five, seven }) => {
    const window = (percent: number | undefined) =>
      percent === undefined ? undefined : { used_percentage: percent, resets_at: RESET_S };
    const frame = {
      session_id: "s",
      cost: { total_cost_usd: usd, total_api_duration_ms: usd * 1000 },
      rate_limits: { five_hour: window(five), seven_day: window(seven) },
    };
    const input = parseStatuslineInput(JSON.stringify(frame));
    if (!input) throw new Error("no input");
    return nextFeed(feed, input, atMs, null);
  }, null) as StatuslineFeed;
}

const shown = (feed: StatuslineFeed) => heardWindows(feed).map((w) => [w.id, w.usedPercent, w.heardAtMs]);

describe("when a window's figure was heard", () => {
  test("a frame that is drawn again without an answer repeats it", () => {
    expect(
      shown(
        heard([
          { atMs: 1, usd: 1, five: 40 },
          { atMs: 2, usd: 1, five: 40 },
        ]),
      ),
    ).toEqual([["five_hour", 40, 1]]);
  });

  test("an answer says it anew, with the same figure too", () => {
    expect(
      shown(
        heard([
          { atMs: 1, usd: 1, five: 40 },
          { atMs: 2, usd: 2, five: 40 },
        ]),
      ),
    ).toEqual([["five_hour", 40, 2]]);
  });

  test("another figure is new, with or without an answer", () => {
    expect(
      shown(
        heard([
          { atMs: 1, usd: 1, five: 40 },
          { atMs: 2, usd: 1, five: 41 },
        ]),
      ),
    ).toEqual([["five_hour", 41, 2]]);
  });

  test("/clear starts the total over: that is no answer", () => {
    expect(
      shown(
        heard([
          { atMs: 1, usd: 1, five: 40 },
          { atMs: 2, usd: 0, five: 40 },
        ]),
      ),
    ).toEqual([["five_hour", 40, 1]]);
  });
});

describe("earlier figures of a window", () => {
  const steps = (frames: readonly Frame[]) => heardWindows(heard(frames)).map((w) => w.steps);

  test("are kept a point apart, each with the last answer that gave it", () => {
    expect(
      steps([
        { atMs: 1, usd: 1, five: 40 },
        { atMs: 2, usd: 2, five: 40 },
        { atMs: 3, usd: 3, five: 40.9 },
        { atMs: 4, usd: 4, five: 41 },
        { atMs: 5, usd: 5, five: 43 },
      ]),
    ).toEqual([
      [
        [2, 40],
        [4, 41],
      ],
    ]);
  });

  test("end with the window", () => {
    const next = { session_id: "s", rate_limits: { five_hour: { used_percentage: 2, resets_at: RESET_S + 18_000 } } };
    const input = parseStatuslineInput(JSON.stringify(next));
    if (!input) throw new Error("no input");
    const before = heard([
      { atMs: 1, usd: 1, five: 40 },
      { atMs: 2, usd: 2, five: 50 },
    ]);
    expect(heardWindows(before)[0]?.steps).toEqual([[1, 40]]);
    expect(heardWindows(nextFeed(before, input, 3, null))[0]).toMatchObject({ usedPercent: 2, steps: [] });
  });

  test("that are none make the whole record unusable, as every other damage does", () => {
    const feed = heard([
      { atMs: 1, usd: 1, five: 40 },
      { atMs: 2, usd: 2, five: 50 },
    ]);
    expect(parseFeed(JSON.stringify(feed), "s")).toEqual(feed);
    const [window] = heardWindows(feed);
    for (const steps of ["x", {}, [1], [[1]], [["1", 2]], [[1, null]], [[-1, 2]], [null]]) {
      expect(parseFeed(JSON.stringify({ ...feed, windows: [{ ...window, steps }] }), "s")).toBeNull();
    }
  });

  test("stay few, whatever the client says", () => {
    const frames = Array.from({ length: 500 }, (_, i) => ({ atMs: i, usd: i, five: i * 2 }));
    expect(steps(frames)[0]).toHaveLength(120);
  });
});

describe("a window that a frame leaves out", () => {
  test("stands until its reset", () => {
    const before = { atMs: 1, usd: 1, five: 42, seven: 7 };
    const frame = (atMs: number) => heard([before, { atMs, usd: 2, seven: 8 }]);
    const five = ["five_hour", 42, 1];
    const resetMs = RESET_S * 1000;
    expect(shown(frame(resetMs - 1))).toEqual([["seven_day", 8, resetMs - 1], five]);
    expect(shown(frame(resetMs))).toEqual([["seven_day", 8, resetMs]]);
  });

  test("also where the record was put away and the session goes on", () => {
    const younger = { ...heard([{ atMs: 50, usd: 2, seven: 8 }]), epochs: [] };
    expect(shown(joinFeeds(heard([{ atMs: 1, usd: 1, five: 42 }]), younger))).toEqual([
      ["seven_day", 8, 50],
      ["five_hour", 42, 1],
    ]);
  });
});

test("a record of an older version has the windows of its last frame", () => {
  const { windows: _windows, ...old } = heard([{ atMs: 5, usd: 1, five: 3 }]);
  expect(shown(old as StatuslineFeed)).toEqual([["five_hour", 3, 5]]);
});

describe("the session's total when a window was used up", () => {
  test("is the one of the answer that said so, until the window resets or is below again", () => {
    const frames = (...rest: Frame[]) =>
      heard([{ atMs: 1, usd: 1, five: 99 }, { atMs: 2, usd: 2, five: 100 }, ...rest]).usedUp;
    expect(frames()).toEqual({ atMs: 2, usd: 2 });
    expect(frames({ atMs: 3, usd: 5, five: 100 })).toEqual({ atMs: 2, usd: 2 });
    expect(frames({ atMs: 3, usd: 5 })).toEqual({ atMs: 2, usd: 2 });
    expect(frames({ atMs: 3, usd: 5, five: 12 })).toBeNull();
    expect(frames({ atMs: RESET_S * 1000, usd: 5 })).toBeNull();
  });
});
