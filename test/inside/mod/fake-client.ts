/**
 * The part of Claude Code that the mod needs: it registers hooks by event and matcher, answers calls of `$`, and draws
 * a tree as lines. Written from the documented behaviour; it records every call.
 */

import { join } from "node:path";
import { pathToFileURL } from "node:url";

type Json = Record<string, unknown>;
type Next = (e: Json) => unknown;
type Hook = (client: unknown, e: Json, next: Next) => unknown;
type Registered = { event: string; matcher: Json; hook: Hook; rescue: Hook | null };

export type FakeOptions = {
  /** What `live.cjs` answers; an error is thrown by `$.process.run`. */
  readonly answer?: (stdin: Json) => Json | Error;
  readonly usage?: () => Json;
  readonly agents?: readonly Json[];
  /** Names of `$` calls that throw, or `all`. */
  readonly broken?: readonly string[] | "all";
};

export type Drawn = { readonly type: string; readonly props: Json; readonly children: readonly (Drawn | string)[] };

let copies = 0;

/** Each test has its own copy of the module, as each session has. */
export async function loadMod(pluginDir: string, options: FakeOptions = {}): Promise<FakeClient> {
  const url = pathToFileURL(join(pluginDir, "hooks", "live.js"));
  url.search = `copy=${++copies}`;
  const { register } = (await import(url.href)) as { register: (on: unknown) => void };
  const client = new FakeClient(options);
  register(client.on);
  return client;
}

export class FakeClient {
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[] = [];
  readonly ticks: (() => unknown)[] = [];
  readonly #hooks: Registered[] = [];
  readonly #options: FakeOptions;
  #presses = new Map<string, (press: Json) => unknown>();

  constructor(options: FakeOptions) {
    this.#options = options;
  }

  readonly on = (event: string, a: Json | Hook, b?: Hook) => {
    const entry: Registered = {
      event,
      matcher: typeof a === "function" ? {} : a,
      hook: (typeof a === "function" ? a : b) as Hook,
      rescue: null,
    };
    this.#hooks.push(entry);
    return {
      catch: (rescue: Hook) => {
        entry.rescue = rescue;
      },
    };
  };

  get events(): readonly string[] {
    return this.#hooks.map((h) => h.event);
  }

  /** Raises an event; `base` is the client's own handling. An error in a hook makes the test fail. */
  async fire(event: string, e: Json, base: Next = (x) => x): Promise<unknown> {
    const hook = this.#hooks.find(
      (h) => h.event === event && Object.entries(h.matcher).every(([k, v]) => matches(e[k], v)),
    );
    if (hook === undefined) return base(e);
    const answer = await hook.hook(this.$, e, async (given) => base(given));
    await this.idle();
    return answer;
  }

  /** A step of a turn, with the usage that the API reported. */
  async step(e: Json, usage: Json | null): Promise<unknown> {
    const hook = this.#hooks.find((h) => h.event === "turn.step") as Registered;
    const stream = hook.hook(this.$, e, async function* () {
      yield { type: "text" };
      return { usage };
    } as unknown as Next) as AsyncGenerator<unknown, unknown>;
    for (;;) {
      const { done, value } = await stream.next();
      if (done) return value;
    }
  }

  /** Waits until the calls that nobody waited for have ended. */
  async idle(): Promise<void> {
    for (let i = 0; i < 50; i++) await Promise.resolve();
  }

  called(name: string): readonly (readonly unknown[])[] {
    return this.calls.filter((c) => c.name === name).map((c) => c.args);
  }

  async press(key: string): Promise<void> {
    await this.#presses.get(key)?.({ surface: "terminal" });
    await this.idle();
  }

  /** The pane's lines at so many columns. */
  async pane(bodyColumns: number, scroll?: Json): Promise<readonly string[]> {
    const props = { bodyColumns, ...(scroll ? { scroll } : {}) };
    const tree = (await this.fire("ui.render", { component: "Pane", requestId: "spend-live", props })) as Drawn;
    this.#presses = new Map();
    return tree.children.map((line) => this.#line(line).slice(0, bodyColumns));
  }

  /** What the footer shows: at the end of the hint line, or as a label. */
  async footer(columns: number): Promise<string> {
    const viewport = { columns, rows: 40, isFullscreen: false };
    const hint = (await this.fire("ui.render", { component: "PromptHint", viewport, props: { hint: "?" } })) as Json;
    const mode = (await this.fire("ui.render", { component: "SessionMode", viewport, props: { modes: [] } })) as Json;
    const { tail } = hint["props"] as { tail?: string };
    const { modes } = mode["props"] as { modes: readonly string[] };
    return [tail ?? "", ...modes].filter((t) => t !== "").join(" & ");
  }

  #line(node: Drawn | string): string {
    if (typeof node === "string") return node;
    if (node.type === "Button") {
      this.#presses.set(String(node.props["key"]), node.props["onPress"] as (press: Json) => unknown);
      return `${node.props["hotkey"]}: ${node.props["label"]}`;
    }
    const gap = " ".repeat(Number(node.props["columnGap"] ?? 0));
    return node.children.map((child) => this.#line(child)).join(gap);
  }

  readonly #call = (name: string, answer: (...args: unknown[]) => unknown) => {
    return (...args: unknown[]) => {
      this.calls.push({ name, args });
      const { broken } = this.#options;
      if (broken === "all" || broken?.includes(name)) throw new Error(`${name} is broken`);
      return answer(...args);
    };
  };

  get $(): Json {
    const { answer, usage, agents } = this.#options;
    const async_ = (name: string, value: (...args: never[]) => unknown) =>
      this.#call(name, async (...args) => value(...(args as never[])));
    return {
      plugin: { root: "/plugin", name: "spend" },
      session: {
        id: async_("session.id", () => "s-1"),
        cwd: async_("session.cwd", () => "/app"),
        model: async_("session.model", () => "claude-opus-5-5"),
        version: async_("session.version", () => ({ version: "2.1.332" })),
        info: async_("session.info", () => ({ transcriptPath: "/home/dev/p/s-1.jsonl" })),
        usage: async_(
          "session.usage",
          () => usage?.() ?? { context: { window: 200_000 }, rateLimits: [], cost: { usd: 0 } },
        ),
      },
      agent: { list: async_("agent.list", () => agents ?? []) },
      command: { register: async_("command.register", () => undefined) },
      process: {
        run: async_("process.run", (_argv: unknown, { stdin }: { stdin: string }) => {
          const said = answer?.(JSON.parse(stdin)) ?? new Error("ENOENT: node");
          if (said instanceof Error) throw said;
          return { exitCode: 0, stdout: JSON.stringify(said), stderr: "" };
        }),
      },
      clock: {
        every: this.#call("clock.every", (_ms, tick) => {
          this.ticks.push(tick as () => unknown);
          return { cancel: () => this.ticks.splice(0) };
        }),
      },
      ui: {
        open: async_("ui.open", () => ({ isPlaced: true })),
        close: async_("ui.close", () => undefined),
        copy: async_("ui.copy", () => ({ isCopied: true })),
        toast: this.#call("ui.toast", () => undefined),
        log: this.#call("ui.log", () => undefined),
        invalidate: this.#call("ui.invalidate", () => undefined),
        resolve: this.#call("ui.resolve", () => ({
          Box: element("Box"),
          Text: element("Text"),
          Button: element("Button"),
        })),
      },
    };
  }
}

const element =
  (type: string) =>
  ({ children, ...props }: Json): Drawn => ({ type, props, children: (children ?? []) as Drawn["children"] });

const matches = (value: unknown, wanted: unknown): boolean =>
  Array.isArray(wanted) ? wanted.includes(value) : value === wanted;
