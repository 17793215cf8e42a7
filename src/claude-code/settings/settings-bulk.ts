/**
 * Makes a large settings file small while it is edited: values that are never edited are replaced by placeholders and
 * restored, so that they need not be parsed for each edit.
 */

/** Top-level keys that are read or edited here. */
const OURS = new Set(["statusLine", "hooks", "env", "disableAllHooks", "enabledPlugins"]);
/** Smaller files are edited directly. */
const LARGE = 200_000;
const LARGE_VALUE = 1_000;

export type WithoutBulk = {
  readonly source: string;
  /** @param edited the source after edits */
  restore(edited: string): string;
};

export function withoutBulk(source: string): WithoutBulk {
  const asIs = { source, restore: (edited: string): string => edited };
  if (source.length < LARGE) return asIs;
  const values = topLevelValues(source)?.filter(({ key, from, to }) => !OURS.has(key) && to - from > LARGE_VALUE);
  const mark = `claude-cost ${source.length} `;
  if (values === undefined || values.length === 0 || source.includes(mark)) return asIs;
  let small = "";
  let done = 0;
  values.forEach(({ from, to }, i) => {
    small += `${source.slice(done, from)}"${mark}${i}"`;
    done = to;
  });
  const marks = new RegExp(`"${mark}(\\d+)"`, "g");
  return {
    source: small + source.slice(done),
    restore: (edited) =>
      edited.replace(marks, (_all, i: string) => {
        const { from, to } = values[Number(i)] as TopLevelValue;
        return source.slice(from, to);
      }),
  };
}

type TopLevelValue = { readonly key: string; readonly from: number; readonly to: number };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;
const isBlank = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xfeff;

/** The values of an object without comments; undefined for anything else. */
function topLevelValues(text: string): readonly TopLevelValue[] | undefined {
  const values: TopLevelValue[] = [];
  let at = skipBlanks(text, 0);
  if (text[at] !== "{") return undefined;
  at = skipBlanks(text, at + 1);
  while (text[at] === '"') {
    const keyEnd = endOfString(text, at);
    const key = text.slice(at + 1, keyEnd - 1);
    const colon = skipBlanks(text, keyEnd);
    if (text[colon] !== ":") return undefined;
    const from = skipBlanks(text, colon + 1);
    const to = endOfValue(text, from);
    if (to === undefined) return undefined;
    values.push({ key, from, to });
    at = skipBlanks(text, to);
    if (text[at] === ",") at = skipBlanks(text, at + 1);
  }
  return text[at] === "}" ? values : undefined;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** The index after the closing quote. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  for (let code = text.charCodeAt(at); at < text.length && code !== QUOTE; code = text.charCodeAt(at)) {
    at += code === BACKSLASH ? 2 : 1;
  }
  return at + 1;
}

/** undefined where the value contains a comment. */
function endOfValue(text: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at) - 1;
      if (depth === 0) return at + 1;
    } else if (code === SLASH) return undefined;
    else if (code === 0x7b || code === 0x5b) depth++;
    else if (code === 0x7d || code === 0x5d) {
      if (depth === 0) return at;
      depth--;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (code === 0x2c || isBlank(code))) return at;
  }
  return undefined;
}
