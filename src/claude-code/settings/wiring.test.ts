import fc from "fast-check";
import { parse } from "jsonc-parser";
import { describe, expect, test } from "vitest";
import { WIRING_PARTS } from "../../core/wiring-parts.ts";
import { settingsProblem } from "./settings-text.ts";
import { shellQuote, unwrapCommand } from "./shell-command.ts";
import { unwireSettings, type WiringPlan, wireSettings, wiringState } from "./wiring.ts";

const PLAN: WiringPlan = {
  parts: WIRING_PARTS,
  launcher: "/home/dev/.local/share/claude-cost/bin/claude-cost",
  events: ["SessionStart", "UserPromptSubmit"],
  endpoint: "http://127.0.0.1:4318",
};

const read = (source: string): Record<string, unknown> => parse(source, [], { allowTrailingComma: true });

describe("wiring a settings file", () => {
  test("adds what is missing and keeps comments, order and indentation", () => {
    const before = `{
\t// my own
\t"model": "opus", // costly
\t"permissions": { "allow": ["Bash(ls:*)"] },
}
`;
    const after = wireSettings(before, { ...PLAN, parts: ["statusline"] });
    expect(after).toBe(`{
\t// my own
\t"model": "opus", // costly
\t"permissions": { "allow": ["Bash(ls:*)"] },
\t"statusLine": {
\t\t"type": "command",
\t\t"command": "/home/dev/.local/share/claude-cost/bin/claude-cost statusline"
\t},
}
`);
  });

  test("a comment behind the last entry stays with it", () => {
    const before = '{\n  "model": "opus" // costly\n}\n';
    expect(wireSettings(before, { ...PLAN, parts: ["telemetry"] })).toBe(`{
  "model": "opus", // costly
  "env": {
    "CLAUDE_CODE_ENABLE_TELEMETRY": "1",
    "OTEL_LOGS_EXPORTER": "otlp",
    "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"
  }
}
`);
  });

  test("a line of JSON stays a line", () => {
    expect(wireSettings('{"model":"opus"}', { ...PLAN, parts: ["statusline"] })).toBe(
      `{"model":"opus", "statusLine": {"type":"command","command":"${PLAN.launcher} statusline"}}`,
    );
  });

  test("wraps a status line that is there, and keeps its options", () => {
    const before = '{"statusLine":{"type":"command","command":"~/bin/line.sh \'a b\'","padding":1}}';
    const after = wireSettings(before, PLAN);
    expect(read(after)["statusLine"]).toEqual({
      type: "command",
      command: `${PLAN.launcher} statusline --wrap '~/bin/line.sh '\\''a b'\\'''`,
      padding: 1,
    });
    expect(read(unwireSettings(after, ["statusline"]))["statusLine"]).toEqual(read(before)["statusLine"]);
  });

  test("puts its hooks beside those of others", () => {
    const other = { matcher: "startup", hooks: [{ type: "command", command: "echo hi" }] };
    const before = JSON.stringify({ hooks: { SessionStart: [other], PreToolUse: [other] } });
    const { hooks } = read(wireSettings(before, PLAN)) as { hooks: Record<string, unknown[]> };
    expect(hooks["SessionStart"]?.[0]).toEqual(other);
    expect(hooks["SessionStart"]).toHaveLength(2);
    expect(hooks["UserPromptSubmit"]).toEqual([
      { hooks: [{ type: "command", command: `${PLAN.launcher} hook UserPromptSubmit`, timeout: 5 }] },
    ]);
    expect(hooks["PreToolUse"]).toEqual([other]);
  });

  test("follows the launcher when it moves, and does nothing the second time", () => {
    const once = wireSettings('{"statusLine":{"type":"command","command":"line"}}', PLAN);
    expect(wireSettings(once, PLAN)).toBe(once);
    const moved = wireSettings(once, { ...PLAN, launcher: shellQuote("/new place/claude-cost") });
    expect(moved).not.toContain(PLAN.launcher);
    expect(read(moved)["statusLine"]).toMatchObject({ command: "'/new place/claude-cost' statusline --wrap line" });
    expect(wiringState(moved).map((p) => p.state)).toEqual(["wired", "wired", "wired"]);
  });

  test.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "https://otel.example.com" }],
    [{ OTEL_LOGS_EXPORTER: "console" }],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }],
  ])("telemetry that goes elsewhere is left alone: %j", (env) => {
    const before = JSON.stringify({ env });
    expect(wireSettings(before, { ...PLAN, parts: ["telemetry"] })).toBe(before);
    expect(unwireSettings(before, ["telemetry"])).toBe(before);
    expect(wiringState(before)[2]?.state).toBe("others");
  });

  test.each([
    ["", null],
    ["{}", null],
    ["// none\n{ }", null],
    ["{", /^line 1: /],
    ['{\n  "a": \n}', /^line 3: /],
    ["[]", /no object/],
  ])("%j is a settings file or says why not", (source, expected) => {
    if (expected === null) expect(settingsProblem(source)).toBeNull();
    else expect(settingsProblem(source)).toMatch(expected);
  });
});

test("any command survives quoting and unwrapping", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string(), (command, launcher) => {
      expect(
        unwrapCommand(
          `${shellQuote(`/${launcher.replaceAll(" --wrap ", "")}`)} statusline --wrap ${shellQuote(command)}`,
        ),
      ).toBe(command);
    }),
  );
});

const anyHook = fc.record({
  type: fc.constant("command"),
  command: fc.constantFrom("echo hi", "claude-lint hook x", ""),
});
const anyGroups = fc.array(fc.record({ hooks: fc.array(anyHook, { maxLength: 3 }) }), { maxLength: 3 });
const anySettings = fc.record(
  {
    model: fc.string(),
    env: fc.dictionary(fc.constantFrom("A", "B", "OTEL_RESOURCE_ATTRIBUTES"), fc.string()),
    hooks: fc.dictionary(fc.constantFrom("SessionStart", "UserPromptSubmit", "Stop"), anyGroups),
    statusLine: fc.record({ type: fc.constant("command"), command: fc.string({ minLength: 1 }), padding: fc.nat(4) }),
    // Values that JSON can contain: there is no -0, and the test's own reader cannot store the key `__proto__`.
    extra: fc
      .json()
      .filter((text) => !text.includes("__proto__"))
      .map((text): unknown => JSON.parse(JSON.stringify(JSON.parse(text)))),
  },
  { requiredKeys: [] },
);
const indents = fc.constantFrom(0, 2, 4, "\t");
const comments = fc.constantFrom("", "// first\n", "/* a\n b */\n", "\uFEFF", "\n\n");

describe("for any settings", () => {
  test("wiring is complete, idempotent, and touches no other key; unwiring gives them back", () => {
    fc.assert(
      fc.property(anySettings, indents, comments, fc.boolean(), (settings, indent, comment, crlf) => {
        const plain = `${comment}${JSON.stringify(settings, null, indent)}\n`;
        const before = crlf ? plain.replaceAll("\n", "\r\n") : plain;
        const wired = wireSettings(before, PLAN);
        expect(settingsProblem(wired)).toBeNull();
        expect(wiringState(wired).map((p) => p.state)).toEqual(["wired", "wired", "wired"]);
        expect(wireSettings(wired, PLAN)).toBe(wired);
        expect(wired.startsWith(comment.replaceAll("\n", crlf ? "\r\n" : "\n"))).toBe(true);
        const after = unwireSettings(wired, WIRING_PARTS);
        expect(read(wired.replace("\uFEFF", ""))).toMatchObject({
          ...(settings.extra === undefined ? {} : { extra: settings.extra }),
        });
        const back = read(after.replace("\uFEFF", ""));
        // Empty lists and objects may be removed; nothing with contents is.
        expect(withoutEmpties(back)).toEqual(withoutEmpties(settings));
      }),
    );
  });
});

function withoutEmpties(settings: Record<string, unknown>): Record<string, unknown> {
  const { env, hooks, ...rest } = structuredClone(settings) as { env?: object; hooks?: Record<string, unknown[]> };
  const filled = Object.entries(hooks ?? {}).filter(([, groups]) => groups.length > 0);
  return {
    ...rest,
    ...(env && Object.keys(env).length > 0 ? { env } : {}),
    ...(filled.length > 0 ? { hooks: Object.fromEntries(filled) } : {}),
  };
}

describe("what was empty before", () => {
  test.each([['{"hooks":{"Stop":[]}}'], ['{"hooks":{"SessionStart":[]}}'], ['{"hooks":{}}'], ['{"env":{}}']])(
    "%s is not wired, and stays when there is nothing to take out",
    (source) => {
      expect(wiringState(source).map(({ state }) => state)).toEqual(["absent", "absent", "absent"]);
      expect(unwireSettings(source, WIRING_PARTS)).toBe(source);
    },
  );

  test("is removed once what was put in is taken out", () => {
    for (const parts of [["hooks"], ["telemetry"]] as const) {
      const wired = wireSettings("{}\n", { ...PLAN, parts });
      expect(read(unwireSettings(wired, WIRING_PARTS)), parts[0]).toEqual({});
    }
  });
});
