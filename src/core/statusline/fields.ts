/** The fields that a status line can show, and its defaults. */

export const STATUSLINE_FIELDS = [
  "model",
  "cost",
  "today",
  "context",
  "windows",
  "credits",
  "background",
  "session",
  "cache",
  "alerts",
] as const;
export type StatuslineField = (typeof STATUSLINE_FIELDS)[number];

export type StatuslineOptions = {
  /** In the order shown. */
  readonly fields: readonly StatuslineField[];
  /** Between two fields; null = chosen for the terminal. */
  readonly separator: string | null;
  /** Columns of the context bar; 0 = none. */
  readonly barWidth: number;
};

export const DEFAULT_STATUSLINE: StatuslineOptions = {
  fields: ["model", "cost", "today", "context", "windows", "credits", "background", "alerts"],
  separator: null,
  barWidth: 8,
};
