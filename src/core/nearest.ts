/** The word that was probably meant: at most two edits away, and fewer than half of its letters. */
export function nearest(word: string, words: readonly string[]): string | null {
  let best: string | null = null;
  let least = 3;
  for (const candidate of words) {
    // So many letters are to be added or removed at least.
    if (Math.abs(word.length - candidate.length) >= least) continue;
    const distance = lettersOff(word, candidate);
    if (distance < least && distance * 2 < candidate.length) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** The number of letters to add, remove, change or swap with their neighbour (optimal string alignment distance). */
function lettersOff(a: string, b: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwapped ? (before[j - 2] as number) + 1 : change;
      next.push(Math.min(change, swap, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
}
