import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { askBackground, BACKGROUND_QUESTION, withoutAnswers } from "../../src/ui/ask-background.ts";

const LONG_MS = 60_000;

/** A terminal's keyboard, which is where its answers come from as well. */
function keyboard(): NodeJS.ReadStream {
  return Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => undefined,
  }) as unknown as NodeJS.ReadStream;
}

const answering = (stdin: NodeJS.ReadStream, ...pieces: readonly string[]) => {
  const written: string[] = [];
  const write = (text: string): void => {
    written.push(text);
    for (const piece of pieces) (stdin as unknown as PassThrough).write(piece);
  };
  return { written, write };
};

it("takes the colour from the answer, and puts back what was typed before and after it", async () => {
  const stdin = keyboard();
  const { written, write } = answering(stdin, "3", "\u001b]11;rgb:fdfd/f6f6", "/e3e3\u001b\\", "j\u001b[?62;4c");
  expect(await askBackground(stdin, write, LONG_MS)).toEqual([0xfd, 0xf6, 0xe3]);
  expect(written).toEqual([BACKGROUND_QUESTION]);
  expect(String(stdin.read())).toBe("3j");
});

it("waits no longer than for the second answer where the terminal does not know the question", async () => {
  const stdin = keyboard();
  expect(await askBackground(stdin, answering(stdin, "\u001b[?1;2c").write, LONG_MS)).toBeNull();
  expect(stdin.read()).toBeNull();
});

it("gives up after its time limit where the terminal answers nothing", async () => {
  const stdin = keyboard();
  expect(await askBackground(stdin, answering(stdin).write, 1)).toBeNull();
});

it("asks nobody where there is no terminal", async () => {
  const stdin = Object.assign(keyboard(), { isTTY: false });
  const { written, write } = answering(stdin);
  expect(await askBackground(stdin, write, LONG_MS)).toBeNull();
  expect(written).toEqual([]);
});

it("hides an answer that comes too late from who reads keys, and no key", () => {
  const stdin = keyboard().setEncoding("utf8");
  (stdin as unknown as PassThrough).write("]\u001b]11;rgb:1e1e/1e1e/1e1e\u0007\u001b[A\u001b[?1;2c4");
  expect(withoutAnswers(stdin).read()).toBe("]\u001b[A4");
  expect(withoutAnswers(stdin).read()).toBeNull();
});
