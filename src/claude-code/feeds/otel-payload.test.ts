import fc from "fast-check";
import { expect, test } from "vitest";
import { parseOtelLogs } from "./otel-payload.ts";

const RECORD = {
  timeUnixNano: "1795294245327000000",
  attributes: [
    { key: "event.name", value: { stringValue: "api_request" } },
    { key: "session.id", value: { stringValue: "s" } },
    { key: "model", value: { stringValue: "claude-opus-5-5" } },
    { key: "input_tokens", value: { intValue: "401" } },
  ],
};
const logs = (records: readonly unknown[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] });

test("whatever a sender puts into a body, it is counted or left out, never thrown", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.jsonValue(), fc.constant(RECORD)), { maxLength: 6 }), (records) => {
      const parsed = parseOtelLogs(logs(records));
      expect(parsed?.records).toBe(records.length);
      expect(parsed?.events).toHaveLength(records.filter((r) => r === RECORD).length);
    }),
  );
  fc.assert(fc.property(fc.jsonValue(), (body) => void parseOtelLogs(body)));
});

test("an unknown attribute or a value of another type changes nothing of the rest", () => {
  const extra = fc.record({ key: fc.string(), value: fc.jsonValue() });
  const known = new Set(RECORD.attributes.map((a) => a.key));
  fc.assert(
    fc.property(fc.array(extra), (more) => {
      const free = more.filter(
        (a) => !known.has(a.key) && !/_tokens$|^(?:event|cost|request|query|agent|speed)/.test(a.key),
      );
      const parsed = parseOtelLogs(logs([{ ...RECORD, attributes: [...free, ...RECORD.attributes] }]));
      expect(parsed?.events).toMatchObject([{ input: 401, output: 0, model: "claude-opus-5-5", requestId: "" }]);
    }),
  );
});
