/** The ways in which we are wired into Claude Code. */

export const WIRING_PARTS = ["statusline", "hooks", "telemetry"] as const;
export type WiringPart = (typeof WIRING_PARTS)[number];

/** How one part stands. `others`: the place is taken by something that we leave alone. */
export type PartState = {
  readonly part: WiringPart;
  readonly state: "wired" | "absent" | "others";
  readonly note: string;
};

/** Something of ours that managed settings override, and where they say so. */
export type ManagedLock = { readonly part: WiringPart; readonly file: string; readonly reason: string };

/** What is known of the mod that the plugin brings. */
export type ModState = {
  /** What keeps Claude Code from loading it; "" = nothing that is known. */
  readonly blockedBy: string;
  /** When it last asked for figures; epoch milliseconds, null = never. */
  readonly lastMs: number | null;
  /** Of Claude Code, then; "" = not known. */
  readonly clientVersion: string;
  /** Claude Code draws our status line in this folder, so that the mod's footer keeps silent. */
  readonly hasStatusline: boolean;
};

/** How we are wired, and what shows that it works. */
export type Wiring = {
  readonly settingsFile: string;
  /** What is wrong with it; null = nothing. */
  readonly problem: string | null;
  /** It has comments or trailing commas, for which the client heeds none of it. */
  readonly tooLoose: boolean;
  readonly parts: readonly PartState[];
  readonly locks: readonly ManagedLock[];
  /** Settings of this folder that go before the user's and set a status line that is not ours. */
  readonly overriddenBy: readonly string[];
  /** Events that a hook is wanted for, and that the wired ones do not answer: `setup` adds them. */
  readonly missingEvents: readonly string[];
  /** The plugin is switched on, which brings hooks of its own. */
  readonly pluginEnabled: boolean;
  /** The wired settings name a launcher that is not there. */
  readonly launcherMissing: boolean;
  /** Epoch milliseconds; null = never. */
  readonly lastStatuslineMs: number | null;
  readonly lastHookMs: ReadonlyMap<string, number>;
  readonly lastTelemetryMs: number | null;
  readonly mod: ModState;
};
