/** Breaks logs as crashes, other tools and bad luck do, and in ways that only a test would. */

import type { Random } from "../../src/data/demo/random.ts";

const NOISE = [0, 9, 10, 13, 32, 34, 44, 45, 46, 48, 58, 91, 92, 93, 101, 110, 117, 123, 125, 127, 128, 195, 237, 255];

/** Put in anywhere. */
const SNIPPETS = [
  ...["\\", '"', '\\"', "\\\\", "\\u0041", "\\u00", "\\ud800", "\\x", "\\\\\\", " ", "\t", "\r\n", "\n", "\n\n", "\0"],
  ...["1e3", "-0", "1.0", "01", "1e400", "true", "null", "[[[[", "]]", "{}", "[]", "{", "}", ",", ",,", ":"],
  ...["\ufeff", "\u2028", "é", "😀", "<", '{"type":"assistant"}\n', "searchCount"],
].map((text) => Buffer.from(text));

/** Put in as the first member of an object. */
const MEMBERS = [
  ...[
    '"type":"assistant"',
    '"type":"user"',
    '"type":"system"',
    '"type":"summary"',
    '"type":null',
    '"t\\u0079pe":"user"',
  ],
  ...['"usage":null', '"usage":{}', '"usage":{"input_tokens":1e3}', '"usage":[]', '"message":{}', '"message":null'],
  ...['"id":"msg_x"', '"id":""', '"id":null', '"id":"\\u006d"', '"id":"é"', '"requestId":"r"', '"requestId":7'],
  ...['"model":""', '"model":"<synthetic>"', '"model":"m\\"x"', '"model":5', '"stop_reason":""', '"stop_reason":null'],
  ...['"input_tokens":1.0', '"input_tokens":-0', '"input_tokens":20000001', '"input_tokens":null', '"output_tokens":7'],
  ...['"cache_creation":{"ephemeral_1h_input_tokens":3}', '"cache_creation":null', '"cache_creation_input_tokens":0'],
  ...['"server_tool_use":{"web_search_requests":2}', '"server_tool_use":[]', '"web_search_requests":10001'],
  ...['"speed":"fast"', '"speed":"f\\u0061st"', '"inference_geo":"us"', '"service_tier":"batch"', '"service_tier":1'],
  '"usage":{"input_tokens":9,"cache_creation":{"ephemeral_5m_input_tokens":4},"speed":"fast","service_tier":"batch"}',
  '"usage":{"server_tool_use":{"web_search_requests":3},"iterations":[{}],"cache_read_input_tokens":5}',
  '"message":{"id":"other","model":"other","stop_reason":"x","usage":{"input_tokens":9,"output_tokens":8}}',
  ...['"iterations":[{"type":"message"}]', '"iterations":[{"type":"advisor_message","model":"a"}]', '"iterations":5'],
  ...['"iterations":[{"type":"message"},{"type":"message"}]', '"iterations":[[],{},null,{"type":"message","type":1}]'],
  ...[
    '"toolUseResult":{"searchCount":2}',
    '"toolUseResult":"x"',
    '"toolUseResult":{}',
    '"searchCount":3',
    '"uuid":"u"',
  ],
  ...['"isSidechain":true', '"isSidechain":1', '"isMeta":true', '"isCompactSummary":true', '"isApiErrorMessage":true'],
  ...[
    '"content":"words"',
    '"content":""',
    '"content":"<tag>"',
    '"content":" "',
    '"content":"\\u001b[1mx"',
    '"content":[]',
  ],
  ...['"timestamp":"2026-11-20T10:00:00.000Z"', '"timestamp":"2026-02-30T10:00:00.000Z"', '"timestamp":1795000000'],
  ...['"timestamp":"2024-02-29T23:59:59.999Z"', '"timestamp":"2026-11-20 10:00"', '"timestamp":null', '"timestamp":""'],
  ...['"timestamp":"2026-11-2\\u0030T10:00:00.000Z"', '"timestamp":"2022-12-31T23:59:59.999Z"', '"timestamp":-1'],
  ...['"sessionId":"s2"', '"sessionId":""', '"sessionId":"\\\\"', '"requestSessionId":"s3"', '"forkedFrom":"s4"'],
  ...[
    '"forkedFrom":{"sessionId":"s5"}',
    '"forkedFrom":{"sessionId":5}',
    '"cwd":"C:\\\\a"',
    '"cwd":"/é"',
    '"gitBranch":""',
  ],
  ...[
    '"version":"9"',
    '"entrypoint":"x"',
    '"attributionAgent":"a"',
    '"attributionSkill":"s"',
    '"attributionMcpServer":"m"',
  ],
  ...['"subtype":"turn_duration"', '"subtype":"api_error"', '"durationMs":12', '"durationMs":1.5', '"durationMs":-1'],
  ...[
    '"durationMs":"x"',
    '"__proto__":1',
    '"":0',
    '"x":[1,{"y":[]}]',
    '"n":-1.5e-7',
    '"n":0.0',
    '"deep":[[[[{"a":{}}]]]]',
  ],
].map((text) => Buffer.from(text));

/** @returns the bytes with one to twelve things wrong in them */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let broken: Buffer = Buffer.from(bytes);
  for (let k = random.int(1, 12); k > 0; k--) broken = breakOnce(broken, random);
  return broken;
}

function breakOnce(b: Buffer, random: Random): Buffer {
  const at = random.int(0, b.length);
  const splice = (from: number, to: number, ...put: readonly Uint8Array[]): Buffer =>
    Buffer.concat([b.subarray(0, from), ...put, b.subarray(to)]);
  switch (random.int(0, 9)) {
    case 0:
      return splice(at, at + 1, Uint8Array.of(random.pick(NOISE)));
    case 1:
      return splice(at, at + 1, Uint8Array.of((b[at] ?? 0) ^ (1 << random.int(0, 7))));
    case 2:
      return splice(at, at + random.int(1, 40));
    case 3:
      return splice(at, at, Uint8Array.of(random.pick(NOISE)));
    case 4: {
      const from = random.int(Math.max(0, at - 300), at);
      return splice(at, at, b.subarray(from, from + random.int(1, 300)));
    }
    case 5: {
      // The beginning of a row, as a crash may leave it before the next one.
      const start = b.lastIndexOf(10, random.int(0, at)) + 1;
      return splice(at, at, b.subarray(start, start + random.int(1, 300)));
    }
    case 6: {
      const end = b.indexOf(10, at);
      return end < 0 ? b : splice(at, end + random.int(0, 1));
    }
    case 7:
      return splice(at, at, random.pick(SNIPPETS));
    default: {
      const brace = b.indexOf('{"', at);
      if (brace < 0) return b;
      return splice(brace + 1, brace + 1, random.pick(MEMBERS), Buffer.from(","));
    }
  }
}
