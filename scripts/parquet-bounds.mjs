/**
 * A Parquet file that was made to do harm (counts that are missing, negative or a thousand million) keeps hyparquet in a loop or out of
 * memory, or ends the process by an error that nobody waits for. The bundle gets bounds where it reads such counts; it throws then, as for every other broken file.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const BOUNDED = `
function bounded(value, most) {
  if (value >= 0 && value <= most) return value;
  throw new Error(\`parquet count \${value} is out of bounds\`);
}
`;
/** Values and bytes of one page: a page has a megabyte and at most as many values, by every writer's default. */
const MOST_VALUES = 1e7;
const MOST_BYTES = 2 ** 27;

const EDITS = {
  "column.js": [
    ["= header.field_2\n", `= bounded(header.field_2, ${MOST_BYTES})\n`],
    ["= header.field_3\n", `= bounded(header.field_3, ${MOST_BYTES})\n`],
    ["num_values: header.field_5.field_1", `num_values: bounded(header.field_5.field_1, ${MOST_VALUES})`],
    ["num_values: header.field_7.field_1", `num_values: bounded(header.field_7.field_1, ${MOST_VALUES})`],
    ["num_values: header.field_8.field_1", `num_values: bounded(header.field_8.field_1, ${MOST_VALUES})`],
    ["num_nulls: header.field_8.field_2", "num_nulls: bounded(header.field_8.field_2, header.field_8.field_1)"],
    ["num_rows: header.field_8.field_3", `num_rows: bounded(header.field_8.field_3, ${MOST_VALUES})`],
    ["byte_length: header.field_8.field_5", `byte_length: bounded(header.field_8.field_5, ${MOST_BYTES})`],
    ["byte_length: header.field_8.field_6", `byte_length: bounded(header.field_8.field_6, ${MOST_BYTES})`],
  ],
  "encoding.js": [
    ["  let value = 0\n", "  count = Math.min(count, output.length - seen)\n  let value = 0\n"],
    [
      "let count = header >> 1 << 3",
      "let count = Math.min(bounded(header >> 1 << 3, 2 ** 30), output.length - seen + 8)",
    ],
  ],
  "rowgroup.js": [
    ["asyncColumns.push({", "pushHandled(asyncColumns, {"],
    ["assembled.push({", "pushHandled(assembled, {"],
  ],
  "thrift.js": [
    ["const values = new Array(listSize)", "const values = new Array(bounded(listSize, reader.view.byteLength))"],
  ],
};

/** Columns are read at the same time: where one is refused before all were begun, the others' errors have nobody to go to. */
const HANDLED = `
function pushHandled(columns, column) {
  column.data.catch(() => {});
  columns.push(column);
}
`;

export const parquetBounds = {
  name: "parquet-bounds",
  setup(build) {
    build.onLoad({ filter: /hyparquet[\\/]src[\\/](column|encoding|rowgroup|thrift)\.js$/ }, ({ path }) => {
      let source = readFileSync(path, "utf8");
      for (const [plain, bounded] of EDITS[basename(path)]) {
        if (!source.includes(plain))
          throw new Error(`${path} reads counts otherwise now: look at scripts/parquet-bounds.mjs`);
        source = source.replaceAll(plain, bounded);
      }
      return { contents: source + BOUNDED + HANDLED, loader: "js" };
    });
  },
};
