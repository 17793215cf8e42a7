/** The frame for the present state and size; listeners are notified only when it looks different. */

import type { StoreApi } from "zustand/vanilla";
import { type ClickTarget, targetAt, type WheelTarget, wheelTargetAt } from "../view/dashboard/click-target.ts";
import { buildFrame, type Frame, isSameFrame } from "../view/dashboard/frame.ts";
import type { Size } from "../view/dashboard/layout.ts";
import type { Seen } from "../view/dashboard/navigate.ts";
import type { ViewContext } from "../view/dashboard/pane.ts";
import type { LiveState } from "../view/dashboard/ui-state.ts";

export type FrameLook = Omit<ViewContext, "nowMs">;

export class FrameSource {
  readonly #store: StoreApi<LiveState>;
  readonly #look: FrameLook;
  readonly #listeners = new Set<() => void>();
  #size: Size;
  #frame: Frame;
  /** The frame of the present state; it may look the same as the one that is shown. */
  #latest: Frame;
  readonly #stop: () => void;

  constructor(store: StoreApi<LiveState>, look: FrameLook, size: Size) {
    this.#store = store;
    this.#look = look;
    this.#size = size;
    this.#frame = this.#build();
    this.#latest = this.#frame;
    this.#stop = store.subscribe(() => this.#refresh());
  }

  readonly current = (): Frame => this.#frame;

  /** Uses the present data; rows may have changed below the visible part without a new frame. */
  readonly targetAt = (column: number, row: number): ClickTarget | null => targetAt(this.#latest, column, row);

  readonly wheelTargetAt = (column: number, row: number): WheelTarget | null =>
    wheelTargetAt(this.#latest, column, row);

  readonly seen = (): Required<Seen> => {
    const { scrollEnd, lists, headers } = this.#latest;
    return { scrollEnd, lists, headers };
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** @returns false where the size is unchanged */
  resize(size: Size): boolean {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return false;
    this.#size = size;
    this.#refresh();
    return true;
  }

  close(): void {
    this.#stop();
  }

  #build(): Frame {
    const state = this.#store.getState();
    return buildFrame(state, this.#size, { ...this.#look, nowMs: state.nowMs });
  }

  #refresh(): void {
    const frame = this.#build();
    this.#latest = frame;
    if (isSameFrame(frame, this.#frame)) return;
    this.#frame = frame;
    for (const listener of this.#listeners) listener();
  }
}
