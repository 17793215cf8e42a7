/** Comma-separated values (RFC 4180) with a header line; semicolons and tabs are also accepted. */

export type TableRow = Readonly<Record<string, unknown>>;

const SEPARATORS = [",", ";", "\t"] as const;

/** The column names in the header line; empty where there is none. */
export function csvHeader(text: string): readonly string[] {
  for (const cells of lines(text, separatorOf(text))) return cells.map((cell) => cell.trim());
  return [];
}

/** Rows below the header, by column name. A row that is too short has "" for missing cells. */
export function* csvRows(text: string): Generator<TableRow> {
  let header: readonly string[] | null = null;
  for (const cells of lines(text, separatorOf(text))) {
    if (header === null) header = cells.map((cell) => cell.trim());
    else if (cells.length > 1 || cells[0] !== "")
      yield Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ""]));
  }
}

/** The most frequent separator in the header line, outside quotes. */
function separatorOf(text: string): string {
  const end = text.indexOf("\n");
  const line = (end < 0 ? text : text.slice(0, end)).replace(/"[^"]*"/g, "");
  const count = (separator: string): number => line.split(separator).length;
  return SEPARATORS.reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

/** The cells of each record; a quoted cell may contain separators and line ends. */
function* lines(source: string, separator: string): Generator<string[]> {
  const text = source.startsWith("\ufeff") ? source.slice(1) : source;
  let cells: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [cell, end] = text[at] === '"' ? quoted(text, at) : plain(text, at, separator);
    cells.push(cell);
    at = end;
    if (text[at] === separator) {
      at++;
      if (at === text.length) cells.push("");
      continue;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
    yield cells;
    cells = [];
  }
  if (cells.length > 0) yield cells;
}

function plain(text: string, at: number, separator: string): readonly [cell: string, end: number] {
  let end = at;
  while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end++;
  return [text.slice(at, end), end];
}

function quoted(text: string, at: number): readonly [cell: string, end: number] {
  let cell = "";
  let from = at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return [cell + text.slice(from), text.length];
    cell += text.slice(from, quote);
    if (text[quote + 1] !== '"') return [cell, quote + 1];
    cell += '"';
    from = quote + 2;
  }
}
