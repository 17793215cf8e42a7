/** Rows put together of members, in any order, some of them twice: what a client never writes, and a reader must stand. */

import fc from "fast-check";

const COUNTS = ["0", "7", "20000000", "20000001", "123456789", "1.0", "-1", "1e3", "null", '"5"', "true", "[]", "07"];
const TEXTS = [
  '""',
  '"a"',
  '"b"',
  '"é"',
  '"\\u0061"',
  '"C:\\\\x"',
  '"a\\"b"',
  "null",
  "5",
  "{}",
  `"${"long/".repeat(300)}"`,
];
const FLAGS = ["true", "false", "null", "1", '"true"'];
const TIMES = [
  ...[
    '"2026-11-20T10:00:00.000Z"',
    '"2026-11-20T10:00:01.500Z"',
    '"2024-02-29T23:59:59.999Z"',
    '"2026-02-29T00:00:00.000Z"',
  ],
  ...['"2026-11-20T24:00:00.000Z"', '"2026-11-20 10:00"', '"2022-12-31T23:59:59.999Z"', '"2100-01-01T00:00:00.000Z"'],
  ...[
    '"2026-11-20T10:00:00.000z"',
    '"2026-11-20T10:00:00,000Z"',
    '"2026-04-31T10:00:00.000Z"',
    '"2026-1\\u0031-20T10:00:00.000Z"',
  ],
  ...["1795000000", "1795000000000", "null", "{}", '""', "-5"],
];

type Text = fc.Arbitrary<string>;

const of = (...values: readonly string[]): Text => fc.constantFrom(...values);
const member = (key: string, value: Text): Text => value.map((v) => `"${key}":${v}`);

/** An object of some of those members; the first are more often there than not. */
function object(always: readonly Text[], maybe: readonly Text[], maxLength: number): Text {
  const some = fc.array(fc.oneof(...maybe), { maxLength });
  return fc
    .tuple(fc.tuple(...always), some, fc.nat())
    .map(([first, rest, seed]) => `{${shuffled([...first, ...rest], seed).join(",")}}`);
}

function shuffled(list: readonly string[], seed: number): string[] {
  return list
    .map((text, i) => ({ text, at: ((seed % 9973) * (i + 7)) % 31 }))
    .sort((a, b) => a.at - b.at)
    .map((e) => e.text);
}

const count = of("3", "11", "200", ...COUNTS.slice(0, 3));
const odd = of(...COUNTS);
const split = object([], [member("ephemeral_5m_input_tokens", count), member("ephemeral_1h_input_tokens", count)], 3);
const tools = object([], [member("web_search_requests", count), member("web_fetch_requests", count)], 3);
const iteration = object(
  [],
  [
    member("type", of('"message"', '"advisor_message"', '"compaction"', '"x"', "1")),
    member("input_tokens", count),
    member("model", of('"adv"')),
  ],
  4,
);
const iterations = fc
  .array(fc.oneof(iteration, of("null", "[]", "5")), { maxLength: 3 })
  .map((list) => `[${list.join(",")}]`);

const COUNTED = ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"];
const usage = object(
  [],
  [
    ...COUNTED.map((key) => member(key, count)),
    ...COUNTED.map((key) => member(key, count)),
    ...COUNTED.map((key) => member(key, fc.oneof({ weight: 5, arbitrary: count }, odd))),
    member("cache_creation", fc.oneof({ weight: 4, arbitrary: split }, of("null", "[]", "{}"))),
    member("server_tool_use", fc.oneof({ weight: 4, arbitrary: tools }, of("null", "3"))),
    member("speed", of('"fast"', '"standard"', '"f\\u0061st"', "null")),
    member("inference_geo", of('"us"', '"eu"', "null", "{}")),
    member("service_tier", of('"batch"', '"priority"', '"standard"', "null")),
    member("iterations", fc.oneof({ weight: 3, arbitrary: of("[]", "null") }, iterations)),
    member("fallback_credit", of('{"status":"redeemed"}', '{"status":"granted"}', "null", '"redeemed"')),
    member("output_tokens_details", of('{"thinking_tokens":4}')),
  ],
  12,
);

/** Of several requests, whose counts mostly add up to the whole. */
const parted = fc
  .tuple(fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 18 }), fc.nat(7))
  .map(([parts, more]) => {
    const counts = (list: readonly number[]): string => COUNTED.map((key, i) => `"${key}":${list[i]}`).join(",");
    const sums = COUNTED.map((_, i) => parts.reduce((sum, part) => sum + (part[i] as number), 0));
    const place = more % COUNTED.length;
    if (more >= COUNTED.length) sums[place] = (sums[place] as number) + 1;
    const list = parts.map((part) => `{"type":"message",${counts(part)}}`).join(",");
    return `{${counts(sums)},"iterations":[${list}]}`;
  });

/** What is typed, or a title: texts that are plain, that are not, and that are so only where nobody looks. */
const SAID = [
  ...['"Your response above was cut off mid-stream."', '"\\u0059our response above was cut off mid-stream"'],
  ...['"words"', '""', '"<tag>"', '" x"', '"\\u001b[1mx"', '"é"', "[]", '"a\\nb"', '"a\u007fb"', "7", "null"],
  ...[`"${"long ".repeat(79)}long."`, `"${"long ".repeat(80)}\\u001b"`, `"${"long ".repeat(79)}longé"`],
  ...[`"${"word ".repeat(30)}"`, `"${" ".repeat(3)}word"`, `"~${" ".repeat(500)}"`],
];

const message = object(
  [member("id", of('"m1"', '"m2"', '"m3"', '"m4"')), member("model", of('"x"', '"y"')), member("usage", usage)],
  [
    member("id", of('"m1"', '"m5"', ...TEXTS)),
    member("model", of('"<synthetic>"', '"\\u003csynthetic>"', ...TEXTS)),
    member("usage", fc.oneof({ weight: 4, arbitrary: usage }, of("null", "{}", "[]", '"x"'), parted)),
    member("usage", parted),
    member("stop_reason", of('"end_turn"', '"tool_use"', '""', "null", "5")),
    member("content", of(...SAID, '[{"type":"text","text":"\\n"}]')),
    member("role", of('"user"')),
    member("id\\u0073", of("1")),
  ],
  4,
);

const TEXT_KEYS = [
  "sessionId",
  "requestSessionId",
  "cwd",
  "gitBranch",
  "attributionAgent",
  "attributionSkill",
  "attributionPlugin",
  "attributionMcpServer",
  "version",
  "entrypoint",
  "requestId",
  "uuid",
];

const row = object(
  [
    member("type", of('"assistant"', '"assistant"', '"assistant"', '"user"', '"system"')),
    member("message", fc.oneof({ weight: 9, arbitrary: message }, of("null", "{}", '"x"'))),
    member("timestamp", of(...TIMES.slice(0, 3))),
  ],
  [
    ...TEXT_KEYS.map((key) => member(key, of('"a"', '"b"', '"b"', ...TEXTS))),
    member(
      "type",
      of(
        '"ai-title"',
        '"api-request"',
        '"summary"',
        '"cost-state"',
        '"other"',
        '"\\u0075ser"',
        "null",
        '"custom-title"',
      ),
    ),
    member("timestamp", of(...TIMES)),
    member("message", message),
    member("id", of('"a"', '"b"', '"\\u0061"', '"é"', "5", '""')),
    member("base", of('"a"', '"b"', '"\\u0061"', '"é"', "null", '""')),
    member("sessionKind", of('"bg"', '"\\u0062g"', '"other"', "null")),
    member("streamCutCause", of('"stale_connection"', '""', "null")),
    member("content", of('"lost mid-response"', '"x"', "[]")),
    ...["isSidechain", "isApiErrorMessage", "truncatedAfterOutput", "isMeta", "isCompactSummary"].map((key) =>
      member(key, of(...FLAGS)),
    ),
    member("forkedFrom", of('{"sessionId":"s7"}', '{"sessionId":7}', '"s"', '{"a":1,"sessionId":"é"}', "{}", "null")),
    member(
      "toolUseResult",
      of(
        ...['{"stdout":""}', '{"searchCount":2}', '{"searchCount":null}', '"x"', "[]", "{}", '{"search\\u0043ount":4}'],
        ...[
          '{"searchCount":9999}',
          '{"searchCount":10001}',
          '{"searchCount":0}',
          '{"searchCount":2,"searchCount":"x"}',
        ],
        ...['{"searchCount":2}', '{"query":"é","searchCount":12}', '{"searchCount":1.0}', '{"searchCount":1e1}'],
      ),
    ),
    member(
      "subtype",
      of(
        '"turn_duration"',
        '"api_error"',
        '"local_command"',
        '"informational"',
        '"compact_boundary"',
        '"turn_\\u0064uration"',
        "5",
      ),
    ),
    member("durationMs", of("12", "0", "1.5", "-3", "null", '"x"', "9007199254740993", "123456789012345")),
    member("summary", of('"Title"')),
    member("aiTitle", of(...SAID)),
    member("customTitle", of('"Mine"')),
    ...["usage", "costUSD", "total_cost_usd"].map((key) => member(key, of("null", "0.5", "{}", "nul"))),
    member("__proto__", of("1")),
    member("compactMetadata", of('{"trigger":"auto","preTokens":5}')),
  ],
  9,
);

/** A tool's result that proves web searches of the response before it, as clients write it. */
const searched = object(
  [
    member("type", of('"user"')),
    member("uuid", of('"a"', '"b"', '"c"')),
    member("toolUseResult", of('{"searchCount":2}', '{"searchCount":1}')),
  ],
  [member("timestamp", of(...TIMES)), member("isSidechain", of("true", "false"))],
  2,
);

/** The client sends a request. */
const sent = object(
  [member("type", of('"api-request"')), member("id", of('"a"', '"é"', '"b"'))],
  [member("timestamp", of(...TIMES)), member("base", of('"a"', '"é"', '"b"'))],
  2,
);

const anyRow = fc.oneof({ weight: 10, arbitrary: row }, searched, sent);

/** Lines of a log, with a newline after each. */
export const oddRows: Text = fc.array(anyRow, { minLength: 1, maxLength: 40 }).map((rows) => `${rows.join("\n")}\n`);
