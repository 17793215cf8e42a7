/** The dashboard as an Ink program: keys in, frames out. */

import { useInput, useStdout } from "ink";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { LiveEvent } from "../view/dashboard/reduce.ts";
import type { LiveState } from "../view/dashboard/ui-state.ts";
import { CLEAR_SCREEN } from "./alt-screen.ts";
import { type FrameLook, FrameSource } from "./frame-source.ts";
import { FrameView } from "./frame-view.tsx";
import { keysOf } from "./key-name.ts";
import type { LineLook } from "./line-view.tsx";
import type { MouseReports } from "./mouse-input.ts";
import type { PastedTexts } from "./paste-input.ts";

export type DashboardProps = {
  readonly store: StoreApi<LiveState>;
  readonly dispatch: (event: LiveEvent) => void;
  readonly onSuspend: () => void;
  readonly look: FrameLook & LineLook;
  readonly isSpoken: boolean;
  /** The source of mouse events; undefined = none. */
  readonly mouse?: MouseReports;
  /** The source of pasted texts; undefined = none. */
  readonly pastes?: PastedTexts;
};

export function Dashboard({ store, dispatch, onSuspend, look, isSpoken, mouse, pastes }: DashboardProps) {
  const { stdout } = useStdout();
  const source = useMemo(() => new FrameSource(store, look, sizeOf(stdout)), [store, look, stdout]);
  useEffect(() => {
    const resized = (): void => {
      // Ink has already drawn the old frame at the new width, and does not know how many lines that took.
      if (source.resize(sizeOf(stdout)) && !isSpoken) stdout.write(CLEAR_SCREEN);
    };
    stdout.on("resize", resized);
    return () => {
      stdout.off("resize", resized);
      source.close();
    };
  }, [source, stdout, isSpoken]);
  useEffect(
    () =>
      mouse?.listen(({ kind, column, row }) =>
        dispatch({
          type: "mouse",
          kind,
          target: source.targetAt(column, row),
          wheel: source.wheelTargetAt(column, row),
          ...source.seen(),
        }),
      ),
    [mouse, source, dispatch],
  );
  useEffect(() => pastes?.listen((text) => dispatch({ type: "paste", text })), [pastes, dispatch]);
  useInput((input, key) => {
    for (const { name, text } of keysOf(input, key)) {
      if (name === "ctrl-z") onSuspend();
      else dispatch({ type: "key", key: name, text, ...source.seen() });
    }
  });
  const frame = useSyncExternalStore(source.subscribe, source.current);
  return <FrameView frame={frame} look={look} isSpoken={isSpoken} />;
}

function sizeOf(stdout: NodeJS.WriteStream): { columns: number; rows: number } {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}
