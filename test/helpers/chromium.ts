/**
 * Pages in a real browser: headless Chromium, controlled by its DevTools protocol over two pipes. It resolves no names,
 * so nothing leaves this machine. Where there is no Chromium, the tests are skipped with a message.
 */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The path of the program; null = not installed. `CHROMIUM` in the environment overrides it. */
export const CHROMIUM = (process.env["CHROMIUM"] || NAMES.map(onPath).find((path) => path !== null)) ?? null;
if (CHROMIUM === null) console.warn("no Chromium here: pages are not opened in a browser");

function onPath(name: string): string | null {
  try {
    return execFileSync("which", [name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim() || null;
  } catch {
    return null;
  }
}

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-extensions",
  "--host-resolver-rules=MAP * ~NOTFOUND",
  "--remote-debugging-pipe",
];

export type Opened = {
  /** All readable text of the page. */
  readonly text: string;
  /** Whatever the page requested besides itself. */
  readonly requests: readonly string[];
  /** Errors and warnings: of the console, of refused requests, and of scripts. */
  readonly problems: readonly string[];
  /** How many pixels wider than the window the page is; 0 = it cannot be scrolled sideways. */
  readonly overflowPx: number;
  /** As `rgb(…)`. */
  readonly background: string;
  /** PNG of the whole page. */
  screenshot(): Promise<Buffer>;
  pdf(): Promise<{ readonly bytes: Buffer; readonly pages: number }>;
};

export type Look = { readonly width: number; readonly dark?: boolean };

type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
};

export class Browser {
  readonly #dir = mkdtempSync(join(tmpdir(), "claude-cost-chromium-"));
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #ended: Promise<void>;
  readonly #listeners = new Set<(message: Message) => void>();
  #last = 0;

  constructor() {
    this.#child = spawn(CHROMIUM as string, [...FLAGS, `--user-data-dir=${this.#dir}`], {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"], HOME: this.#dir, TZ: "UTC", LANG: "C.UTF-8" },
    });
    // A browser that has ended answers no more: reject what is still waiting.
    this.#ended = new Promise((resolve) => {
      this.#child.once("close", () => {
        for (const answer of this.#waiting.values()) answer({ error: { message: "Chromium has ended" } });
        resolve();
      });
    });
    (this.#child.stdio[3] as Writable).on("error", () => {});
    let rest = "";
    (this.#child.stdio[4] as Readable).setEncoding("utf8").on("data", (data: string) => {
      const parts = (rest + data).split("\0");
      rest = parts.pop() as string;
      for (const part of parts) this.#receive(JSON.parse(part) as Message);
    });
  }

  #receive(message: Message): void {
    if (message.id === undefined) for (const listen of this.#listeners) listen(message);
    else this.#waiting.get(message.id)?.(message);
  }

  async #send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    if (this.#child.exitCode !== null) throw new Error(`${method}: Chromium has ended`);
    const id = ++this.#last;
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const answer = await new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    this.#waiting.delete(id);
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result ?? {};
  }

  /** Opens a file in its own window and waits until it is loaded. */
  async open(file: string, { width, dark = false }: Look): Promise<Opened> {
    const { targetId } = await this.#send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.#send("Target.attachToTarget", { targetId, flatten: true });
    const send = (method: string, params?: object) => this.#send(method, params, sessionId as string);
    const url = pathToFileURL(file).href;
    const requests: string[] = [];
    const problems: string[] = [];
    const loaded = new Promise<void>((resolve) => {
      this.#listeners.add((message) => {
        if (message.sessionId !== sessionId) return;
        note(message, url, requests, problems);
        if (message.method === "Page.loadEventFired") resolve();
      });
    });
    for (const domain of ["Page", "Network", "Runtime", "Log"]) await send(`${domain}.enable`);
    await send("Emulation.setDeviceMetricsOverride", { width, height: 900, deviceScaleFactor: 1, mobile: width < 600 });
    const scheme = { name: "prefers-color-scheme", value: dark ? "dark" : "light" };
    await send("Emulation.setEmulatedMedia", { features: [scheme] });
    await send("Page.navigate", { url });
    await loaded;
    const value = async (expression: string): Promise<unknown> => {
      const { result } = await send("Runtime.evaluate", { expression, returnByValue: true });
      return (result as { value: unknown }).value;
    };
    return {
      text: (await value("document.body.innerText")) as string,
      requests,
      problems,
      overflowPx: (await value("document.documentElement.scrollWidth - innerWidth")) as number,
      background: (await value("getComputedStyle(document.body).backgroundColor")) as string,
      screenshot: async () => {
        const { data } = await send("Page.captureScreenshot", { captureBeyondViewport: true });
        return Buffer.from(data as string, "base64");
      },
      pdf: async () => {
        const { data } = await send("Page.printToPDF", {
          preferCSSPageSize: false,
          paperWidth: 8.27,
          paperHeight: 11.69,
        });
        const bytes = Buffer.from(data as string, "base64");
        return { bytes, pages: bytes.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0 };
      },
    };
  }

  async close(): Promise<void> {
    await this.#send("Browser.close").catch(() => this.#child.kill());
    await this.#ended;
    rmSync(this.#dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }
}

/** Adds the contents of a browser event to the requests or the problems. */
function note({ method, params = {} }: Message, page: string, requests: string[], problems: string[]): void {
  if (method === "Network.requestWillBeSent") {
    const { url } = params["request"] as { url: string };
    if (url !== page) requests.push(url);
  } else if (method === "Log.entryAdded") {
    problems.push((params["entry"] as { text: string }).text);
  } else if (method === "Runtime.exceptionThrown" || method === "Runtime.consoleAPICalled") {
    problems.push(JSON.stringify(params));
  }
}
