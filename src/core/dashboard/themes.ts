/** The colour themes of the dashboard; `view/text/screen-theme.ts` decides which colours each uses in a terminal. */
export const THEMES = ["auto", "dark", "light", "ansi", "mono"] as const;
export type ThemeChoice = (typeof THEMES)[number];
