/** The dashboard's colours that a user may choose; `view/text/screen-theme.ts` decides what they come to in a terminal. */
export const THEMES = ["auto", "dark", "light", "ansi", "mono"] as const;
export type ThemeChoice = (typeof THEMES)[number];
