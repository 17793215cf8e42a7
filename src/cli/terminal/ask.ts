import { createInterface } from "node:readline/promises";

/** Whether a person can answer. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true;
}

/** Asks a yes-or-no question on the terminal. Any answer but yes means no. */
export async function ask(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
