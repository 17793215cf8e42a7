import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPullRequests } from "../../src/core/attribution/pull-requests.ts";
import { firstLinks, type PullRequestLink } from "../../src/core/responses/session-facts.ts";
import { runs } from "../helpers/runs.ts";

const KNOWN = ["acme/api#12", "acme/web#12", "acme/api#112", "other/api#3"];

describe("a pull request is found", () => {
  test.each([
    ["acme/api#12", ["acme/api#12"]],
    ["ACME/API#12", ["acme/api#12"]],
    ["api#12", ["acme/api#12"]],
    ["#12", ["acme/api#12", "acme/web#12"]],
    ["112", ["acme/api#112"]],
    ["https://github.com/acme/web/pull/12", ["acme/web#12"]],
    ["https://github.com/acme/web/pull/12/files?w=1#diff", ["acme/web#12"]],
    ["https://git.example.org/acme/api/-/merge_requests/12", ["acme/api#12"]],
    ["pi#12", []],
    ["13", []],
  ])("%s", (text, expected) => {
    expect(findPullRequests(text, KNOWN)).toEqual(expected);
  });

  test.each(["", "3f2a", "current", "acme/api", "#", "#x", "a1111111-0000-4000-8000-000000000000"])(
    "%j names none",
    (text) => {
      expect(findPullRequests(text, KNOWN)).toBeNull();
    },
  );
});

test("links are each once, by their first note, whatever the order they come in", () => {
  const links = fc.array(
    fc.record({
      key: fc.constantFrom("a#1", "a#2", "b#1"),
      atMs: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(Number.NaN)),
    }),
  );
  fc.assert(
    fc.property(links, fc.infiniteStream(fc.nat()), (all: readonly PullRequestLink[], order) => {
      const shuffled = all.map((link) => [order.next().value, link] as const).sort((a, b) => a[0] - b[0]);
      const once = firstLinks(all);
      expect(firstLinks(shuffled.map(([, link]) => link))).toEqual(once);
      expect(firstLinks(once)).toEqual(once);
      for (const { key, atMs } of once) {
        const times = all.filter((link) => link.key === key).map((link) => link.atMs);
        const known = times.filter((time) => !Number.isNaN(time));
        expect(atMs).toBe(known.length === 0 ? Number.NaN : Math.min(...known));
      }
    }),
    { numRuns: runs({ ci: 1000, here: 100 }) },
  );
});
