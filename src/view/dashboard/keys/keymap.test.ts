import { describe, expect, it } from "vitest";
import { INITIAL_UI, type UiState, VIEWS } from "../ui-state.ts";
import { commandOf, hintsFor, KEYMAP } from "./keymap.ts";

describe("the keymap", () => {
  it.each(VIEWS)("binds no key twice in %s", (view) => {
    const keys = KEYMAP.filter((b) => b.views === "all" || b.views.includes(view)).flatMap((b) => b.keys);
    expect(keys).toEqual([...new Set(keys)]);
  });
  it("takes the standard keys in every view", () => {
    for (const view of VIEWS) {
      expect(commandOf("q", view)).toBe("quit");
      expect(commandOf("ctrl-c", view)).toBe("quit");
      expect(commandOf("?", view)).toBe("help");
      expect(commandOf("escape", view)).toBe("back");
      expect(VIEWS.map((_, i) => commandOf(String(i + 1), view))).toEqual(VIEWS);
    }
  });
  it("uses no function key, no Alt and nothing beyond ASCII", () => {
    for (const { keys, shown } of KEYMAP) {
      expect(keys.join()).not.toMatch(/\bf\d|alt|meta/);
      expect(shown).toMatch(/^[\x20-\x7e]+$/);
    }
  });
  it("hints only at what works in the view", () => {
    const allHints = (ui: UiState, works = () => true) => {
      const { hints, always } = hintsFor(ui, works);
      return [...hints, ...always];
    };
    expect(allHints(INITIAL_UI).map((h) => h.key)).not.toContain("w");
    expect(allHints({ ...INITIAL_UI, view: "history" }).map((h) => h.key)).toContain("w");
    expect(allHints({ ...INITIAL_UI, view: "sessions", isTyping: true }).map((h) => h.key)).toEqual(["Enter", "Esc"]);
    expect(allHints(INITIAL_UI).map((h) => h.key)).toContain("Enter");
    expect(allHints(INITIAL_UI, () => false).map((h) => h.key)).not.toContain("Enter");
  });
});
