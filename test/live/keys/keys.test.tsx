import { render } from "ink-testing-library";
import { expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { Dashboard } from "../../../src/ui/app.tsx";
import { type LiveEvent, reduce } from "../../../src/view/dashboard/reduce.ts";
import type { LiveState } from "../../../src/view/dashboard/ui-state.ts";
import { ZONE } from "../samples/basics.ts";
import { sampleState } from "../samples/sample-data.ts";

/** The dashboard on a made-up terminal, with the real reducer behind it. */
function open() {
  const store = createStore<LiveState>(() => sampleState());
  const dispatch = vi.fn((event: LiveEvent) => store.setState((state) => reduce(state, event), true));
  const onSuspend = vi.fn();
  const look = { theme: { name: "mono" }, unicode: true, zone: ZONE } as const;
  const app = render(
    <Dashboard store={store} dispatch={dispatch} onSuspend={onSuspend} look={look} isSpoken={false} />,
  );
  const shows = (text: string | RegExp) => expect.poll(() => app.lastFrame() ?? "").toMatch(text);
  return { ...app, dispatch, onSuspend, shows };
}

it("goes from view to view by number and by Tab", async () => {
  const { stdin, shows, unmount } = open();
  await shows(/\[1 Now\]/);
  stdin.write("4");
  await shows(/\[4 History\]/);
  stdin.write("\t");
  await shows(/\[5 Limits\]/);
  unmount();
});

it("opens help over any view and closes it with Escape, which never quits", async () => {
  const { stdin, shows, dispatch, unmount } = open();
  await shows(/\[1 Now\]/);
  stdin.write("?");
  await shows(/Keys/);
  stdin.write("\u001b");
  await expect.poll(() => dispatch.mock.lastCall?.[0]).toMatchObject({ type: "key", key: "escape" });
  await shows(/Turns/);
  unmount();
});

it("hands Ctrl-Z to the terminal's job control, not to a view", async () => {
  const { stdin, shows, dispatch, onSuspend, unmount } = open();
  await shows(/\[1 Now\]/);
  stdin.write("\u001a");
  await expect.poll(() => onSuspend.mock.calls.length).toBe(1);
  expect(dispatch).not.toHaveBeenCalled();
  unmount();
});
