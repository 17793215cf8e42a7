/** An organisation's key is sent to the given address and nowhere else. The built program is observed. */

import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ALL_COMMANDS } from "../../src/cli/all-commands.ts";
import { createProgram } from "../../src/cli/program.ts";
import { createApiClient } from "../../src/sources/client/api-client.ts";
import { BIN, cleanEnv, runCli } from "../helpers/run-cli.ts";
import { channel, runHere } from "../helpers/run-here.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { anthropicServer } from "./anthropic-server.ts";
import { ApiError, loopback } from "./loopback.ts";
import { DAY_MS, makeOrganisation } from "./made-organisation.ts";

const WATCH = fileURLToPath(new URL("watch-network.cjs", import.meta.url));
const KEY = "sk-ant-admin01-never-to-be-seen";
const TODAY = Math.floor(Date.now() / DAY_MS);
const SMALL = makeOrganisation("keys", TODAY, 3, 3);
const RANGE = ["--since", "2d"];

const consoleServer = (auth: "x-api-key" | "bearer" = "x-api-key", key = KEY) =>
  anthropicServer({ organisation: SMALL, key, nowMs: Date.now(), plan: "console", auth });

function everyFile(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function watched(home: string, env: Record<string, string>): { env: Record<string, string>; seen(): string[] } {
  const log = join(home, "network.log");
  return {
    env: { ...env, NODE_OPTIONS: `--require ${WATCH}`, NETWORK_LOG: log },
    seen: () => (existsSync(log) ? [...new Set(readFileSync(log, "utf8").trim().split("\n"))].sort() : []),
  };
}

/** What a shell has in which Claude Code is sent through a gateway. */
const gatewayShell = (trap: string): Record<string, string> => ({
  ANTHROPIC_ADMIN_KEY: KEY,
  ANTHROPIC_BASE_URL: trap,
  ANTHROPIC_CUSTOM_HEADERS: "x-trap: yes\nx-api-key: of-the-gateway\nAuthorization: Bearer gateway\nnot a header: x",
  ANTHROPIC_API_KEY: "sk-ant-api03-other",
  ANTHROPIC_AUTH_TOKEN: "other",
  ANTHROPIC_LOG: "debug",
  HTTP_PROXY: trap,
  http_proxy: trap,
});

describe("what is set for Claude Code's own requests", () => {
  test("neither redirects nor decorates a request with an organisation's key, and nothing shows the key", async () => {
    const [home, server, trap] = [tempDir(), await consoleServer(), await loopback(() => ({}))];
    const ran = await runCli(["fetch", "anthropic", "--url", server.url, ...RANGE, "--debug"], {
      home,
      env: gatewayShell(trap.url),
    });
    expect(ran).toMatchObject({ code: 0 });
    expect(trap.asked).toEqual([]);
    const names = [
      "accept",
      "accept-encoding",
      "accept-language",
      "anthropic-beta",
      "anthropic-version",
      "connection",
      "host",
    ];
    const allowed = new Set([...names, "sec-fetch-mode", "user-agent", "x-api-key"]);
    for (const { headers } of server.asked) {
      expect(Object.keys(headers).filter((name) => !allowed.has(name))).toEqual([]);
      expect(headers["x-api-key"]).toBe(KEY);
      expect(headers["user-agent"]).toMatch(/^claude-cost\/\d/);
    }
    for (const text of [ran.stdout, ran.stderr, ...everyFile(home).map((file) => readFileSync(file, "latin1"))]) {
      expect([text.includes(KEY), text.includes("of-the-gateway")]).toEqual([false, false]);
    }
  });

  test("without an address it is the vendor's own that is asked", async () => {
    const [home, trap] = [tempDir(), await loopback(() => ({}))];
    const { env, seen } = watched(home, { ...gatewayShell(trap.url), HASTE: "1" });
    const ran = await runCli(["fetch", "anthropic", ...RANGE], { home, env });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("api.anthropic.com cannot be reached");
    expect(seen()).toEqual(["connect api.anthropic.com"]);
    expect(trap.asked).toEqual([]);
  });
});

describe("a key", () => {
  test("is not sent on by a redirect", async () => {
    const [home, server, trap] = [tempDir(), await consoleServer(), await loopback(() => ({}))];
    for (const status of [301, 302, 307, 308]) {
      server.fault = () => ({ status, headers: { location: `${trap.url}/v1/organizations/users?k=${KEY}` } });
      const ran = await runHere(["fetch", "anthropic", "--url", server.url, ...RANGE], {
        home,
        env: { ANTHROPIC_ADMIN_KEY: KEY },
      });
      expect(ran.code).toBe(1);
      expect(ran.stderr).toContain(`the server redirects to ${trap.url}; a key is not sent on`);
      expect(ran.stderr).not.toContain(KEY);
    }
    expect(trap.asked).toEqual([]);
  });

  test("is cut out of what a server says", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    server.fault = ({ path }) =>
      path.endsWith("/users")
        ? { status: 403, body: { error: { type: "permission_error", message: `not for ${KEY}\u001b[31m\u202e` } } }
        : null;
    const ran = await runHere(["fetch", "anthropic", "--url", server.url, ...RANGE], {
      home,
      env: { ANTHROPIC_ADMIN_KEY: KEY },
    });
    expect(ran.stderr).toContain("users is refused (403 permission_error): not for (the key)");
    for (const text of [ran.stdout, ran.stderr, ...everyFile(home).map((file) => readFileSync(file, "latin1"))]) {
      expect(text.includes(KEY)).toBe(false);
    }
    expect(ran.stderr).not.toMatch(/[\u001b\u202e]/);
  });

  test("goes as a bearer token where it is refused otherwise, and a bad one is told apart", async () => {
    const [home, server] = [tempDir(), await consoleServer("bearer")];
    const good = await runHere(["fetch", "anthropic", "--url", server.url, ...RANGE], {
      home,
      env: { ANTHROPIC_ADMIN_KEY: KEY },
    });
    expect(good).toMatchObject({ code: 0 });
    // Once refused, it goes as a bearer token from the first request on.
    expect(server.asked.filter((a) => a.headers["x-api-key"] !== undefined)).toHaveLength(1);
    const bad = await runHere(["fetch", "anthropic", "--url", server.url], {
      home,
      env: { ANTHROPIC_ADMIN_KEY: `${KEY}x` },
    });
    expect(bad.code).toBe(1);
    expect(bad.stderr).toContain("does not accept the Admin key of the Console from ANTHROPIC_ADMIN_KEY (401)");
    expect(bad.stderr).not.toContain(`${KEY}x`);
  });

  test("comes from a file only where nobody else can read it", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    const file = join(home, "admin.key");
    writeFileSync(file, `${KEY}\n`);
    const settings = { version: 1, sources: { anthropic: { url: server.url, keyFile: file } } };
    mkdirSync(join(home, "cost"));
    writeFileSync(join(home, "cost", "settings.json"), JSON.stringify(settings));
    for (const [mode, isFine] of [
      [0o644, false],
      [0o640, false],
      [0o604, false],
      [0o601, false],
      [0o600, true],
      [0o400, true],
    ] as const) {
      chmodSync(file, mode);
      const ran = await runHere(["fetch", "anthropic", ...RANGE], { home });
      expect([mode, ran.code]).toEqual([mode, isFine ? 0 : 1]);
      if (!isFine) expect(ran.stderr).toContain(`can be read by others (mode ${mode.toString(8)})`);
      expect(ran.stderr).not.toContain(KEY);
    }
  });

  test("is none that cannot be one, and never comes from the command line", async () => {
    const home = tempDir();
    const run = (env: Record<string, string>, ...args: string[]) => runHere(["fetch", ...args], { home, env });
    expect((await run({ ANTHROPIC_ADMIN_KEY: "two words" }, "anthropic")).stderr).toContain(
      "ANTHROPIC_ADMIN_KEY does not contain a key",
    );
    expect((await run({ ANTHROPIC_ADMIN_KEY: "sk-ant-api03-x" }, "anthropic")).stderr).toContain("one for messages");
    expect((await run({}, "anthropic")).stderr).toContain("there is no key for anthropic");
    expect(await run({}, "anthropic", "--key", KEY)).toMatchObject({ code: 2 });
  });
});

describe("an address", () => {
  test.each([
    ["http://example.com", "is not encrypted"],
    ["http://127.0.0.1.example.com", "is not encrypted"],
    ["ftp://127.0.0.1", "is not encrypted"],
    ["https://user:secret@example.com", "a password, a query or a fragment"],
    ["https://example.com/?key=secret", "a password, a query or a fragment"],
    ["example", "is not an address"],
  ])("%s is refused", async (url, reason) => {
    const ran = await runHere(["fetch", "litellm", "--url", url], { env: { LITELLM_API_KEY: "sk-1" } });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(reason);
    expect(ran.stderr).not.toContain("secret");
  });

  test("is not asked where certificates are not checked", async () => {
    const env = { LITELLM_API_KEY: "sk-1", NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    const ran = await runHere(["fetch", "litellm", "--url", "https://example.com"], { env });
    expect(ran.stderr).toContain("NODE_TLS_REJECT_UNAUTHORIZED=0 is set");
  });
});

describe("a server", () => {
  test("that asks to wait for an hour is not waited for", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    for (const wait of ["3600", new Date(Date.now() + 3_600_000).toUTCString()]) {
      server.fault = () => ({ status: 429, headers: { "retry-after": wait }, body: {} });
      const before = server.asked.length;
      const ran = await runHere(["fetch", "anthropic", "--url", server.url], {
        home,
        env: { ANTHROPIC_ADMIN_KEY: KEY },
      });
      expect(ran.code).toBe(1);
      expect(ran.stderr).toContain("It asks to wait 60 minutes.");
      expect(server.asked).toHaveLength(before + 1);
    }
  });

  test("that never answers is given up, and so is one that sends without end", async () => {
    const server = await loopback(() => "x".repeat(998));
    const signal = new AbortController().signal;
    const options = { base: new URL(server.url), key: KEY, auth: "bearer" as const, userAgent: "test", signal };
    const bounded = (maxBodyBytes: number) =>
      createApiClient({ ...options, maxBodyBytes }, { maxRetries: 0 }).get("/", {});
    // With its quotes it is a thousand bytes long.
    expect(await bounded(1000)).toHaveLength(998);
    await expect(bounded(999)).rejects.toMatchObject({ cause: { message: "the answer is larger than 999 bytes" } });
    server.fault = () => ({ status: 200, isSilent: true });
    await expect(createApiClient(options, { timeoutMs: 20, maxRetries: 0 }).get("/silent", {})).rejects.toThrow(
      "timed out",
    );
  });

  test("is let go at Ctrl-C, with what was fetched kept", async () => {
    const [home, server] = [tempDir(), await consoleServer()];
    mkdirSync(join(home, ".claude"));
    server.fault = ({ path }) => (path.endsWith("claude_code") ? { status: 200, isSilent: true } : null);
    const env = cleanEnv(home, { env: { ANTHROPIC_ADMIN_KEY: KEY } });
    const child = spawn(process.execPath, [BIN, "fetch", "anthropic", "--url", server.url, ...RANGE], { env });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (stderr.includes("fetching claude-code")) child.kill("SIGINT");
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(130);
    expect(stderr).toContain("stopped; what was fetched is stored");
    server.fault = () => null;
    const before = server.asked.length;
    const ran = await runCli(["fetch", "anthropic", "--url", server.url, ...RANGE, "--json"], {
      home,
      env: { ANTHROPIC_ADMIN_KEY: KEY },
    });
    expect(JSON.parse(ran.stdout)).toMatchObject({ resumed: true });
    expect(server.asked.slice(before).some((a) => a.path.endsWith("usage_report/messages"))).toBe(false);
  });

  test("that answers with something else than JSON is named", async () => {
    const server = await loopback(() => {
      throw new ApiError(404, "not_found_error", "no such thing");
    });
    const ran = await runHere(["fetch", "litellm", "--url", server.url], { env: { LITELLM_API_KEY: "sk-1" } });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("litellm is refused (404 not_found_error): no such thing");
    expect(ran.stderr).toContain("its master key");
  });
});

/** How each command is run to see that it asks nobody. `listen` waits for requests and makes none. */
const RUN: Readonly<Record<string, readonly string[]>> = {
  summary: [],
  daily: ["daily"],
  weekly: ["weekly"],
  monthly: ["monthly"],
  sessions: ["sessions"],
  by: ["by", "model"],
};
const EXCEPT = new Set(["fetch", "listen", "help"]);

describe("every other command", () => {
  test("opens no connection and looks up no name", async () => {
    const io = {
      stdout: channel([], 80),
      stderr: channel([], 80),
      env: {},
      cwd: "/",
      homeDir: "/",
      platform: process.platform,
      now: Date.now,
    };
    const names = createProgram(ALL_COMMANDS, io, { exitCode: 0 }).commands.map((c) => c.name());
    const home = tempDir();
    const { env, seen } = watched(home, { ANTHROPIC_ADMIN_KEY: KEY, LITELLM_API_KEY: "sk-1", CLAUDE_GATEWAY_KEY: "k" });
    const all = [...Object.keys(RUN), ...names.filter((n) => !EXCEPT.has(n) && !(n in RUN))];
    // One process each: here every third, and the ones that have a server's address or start something.
    const some = all.filter((name, i) => i % 3 === 0 || ["console", "doctor", "team", "hook", "setup"].includes(name));
    for (const name of runs({ ci: all, here: some })) {
      // Some of them refuse to do anything without an argument: even so they ask nobody.
      const ran = await runCli([...(RUN[name] ?? [name])], { home, env, input: "{}" });
      expect([name, ran.stderr.includes("this is a bug")]).toEqual([name, false]);
    }
    expect(seen()).toEqual([]);
    // The watch itself sees what there is to see.
    const { url } = await loopback(() => ({}));
    await runCli(["fetch", "litellm", "--url", url], { home, env });
    expect(seen()).toEqual(["connect 127.0.0.1"]);
  });
});
