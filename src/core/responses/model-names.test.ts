import { expect, test } from "vitest";
import { concatTables } from "./concat-tables.ts";
import { MOST_MODELS, ModelNames, OTHER_MODELS } from "./model-names.ts";
import { emptyReport } from "./scan.ts";
import { TableDraft } from "./table-draft.ts";

test("the last code stands for all names that are too many, and no name takes another one's place", () => {
  const names = new ModelNames();
  for (let i = 0; i < MOST_MODELS - 1; i++) expect(names.code(`m${i}`)).toBe(i);
  expect(names.code("one-more")).toBe(65_535);
  expect(names.code("yet-another")).toBe(65_535);
  expect(names.code("m0")).toBe(0);
  expect(names.values).toHaveLength(MOST_MODELS);
  expect(names.values.at(-1)).toBe(OTHER_MODELS);
});

test("tables with many models each are joined without one taking another's", () => {
  const scans = ["a", "b"].map((letter) => {
    const draft = new TableDraft();
    for (let i = 0; i < 40_000; i++) draft.models.code(`${letter}${i}`);
    const { columns } = draft;
    columns.length = 1;
    columns.model[0] = 39_999;
    columns.origin[0] = draft.origins.code({} as never);
    return {
      fileSession: letter,
      slices: [{ table: draft.table, from: 0, to: 1 }],
      state: {} as never,
      sessions: [],
      report: emptyReport(),
      consumedBytes: 0,
      isResumed: false,
      fingerprint: 0,
    };
  });
  const { table } = concatTables(scans);
  const nameOf = (row: number): string | undefined => table.models[table.columns.model[row] as number];
  expect([nameOf(0), nameOf(1)]).toEqual(["a39999", OTHER_MODELS]);
});
