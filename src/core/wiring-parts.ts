/** The parts of Claude Code's settings that claude-cost can be set up in. */

export const WIRING_PARTS = ["statusline", "hooks", "telemetry"] as const;
export type WiringPart = (typeof WIRING_PARTS)[number];

/** The state of one part. `others`: the setting has a value that is not ours and is left unchanged. */
export type PartState = {
  readonly part: WiringPart;
  readonly state: "wired" | "absent" | "others";
  readonly note: string;
};

/** A part that managed settings override, and the file that does so. */
export type ManagedLock = { readonly part: WiringPart; readonly file: string; readonly reason: string };

/** The state of the plugin's mod. */
export type ModState = {
  /** What prevents Claude Code from loading it; "" = nothing known. */
  readonly blockedBy: string;
  /** When it last requested figures; epoch milliseconds, null = never. */
  readonly lastMs: number | null;
  /** Version of Claude Code at that time; "" = not known. */
  readonly clientVersion: string;
  /** Claude Code draws our status line in this folder, so the mod shows no footer. */
  readonly hasStatusline: boolean;
};

/** How claude-cost is set up in Claude Code, and the evidence that it works. */
export type Wiring = {
  readonly settingsFile: string;
  /** What is wrong with the settings; null = nothing. */
  readonly problem: string | null;
  /** The file has comments or trailing commas, so the client ignores all of it. */
  readonly tooLoose: boolean;
  readonly parts: readonly PartState[];
  readonly locks: readonly ManagedLock[];
  /** Settings of this folder that take precedence over the user's and set another status line. */
  readonly overriddenBy: readonly string[];
  /** Events that need a hook and have none yet: `setup` adds them. */
  readonly missingEvents: readonly string[];
  /** The plugin is switched on; it has hooks of its own. */
  readonly pluginEnabled: boolean;
  /** The settings refer to a launcher that does not exist. */
  readonly launcherMissing: boolean;
  /** Epoch milliseconds; null = never. */
  readonly lastStatuslineMs: number | null;
  readonly lastHookMs: ReadonlyMap<string, number>;
  readonly lastTelemetryMs: number | null;
  readonly mod: ModState;
};
