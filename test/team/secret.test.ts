import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inviteLine, newMachine, newSecret, parseInvite, pseudonymOf, teamIdOf } from "../../src/app/team/secret.ts";
import { MACHINE_PATTERN, MEMBER_PATTERN } from "../../src/core/team/check-cell.ts";

const SECRET = `${"00".repeat(31)}2a`;

describe("pseudonyms", () => {
  it("are the HMAC-SHA-256 of the name under the invite's secret", () => {
    const mac = createHmac("sha256", Buffer.from(SECRET, "hex")).update("member alice@example.com").digest("hex");
    expect(pseudonymOf(SECRET, "alice@example.com")).toBe(`dev-${mac.slice(0, 10)}`);
    expect(pseudonymOf(SECRET, "  Alice@Example.COM ")).toBe(pseudonymOf(SECRET, "alice@example.com"));
    expect(pseudonymOf(SECRET, "e\u0301va")).toBe(pseudonymOf(SECRET, "\u00e9va"));
  });

  it("cannot be had without the secret: another one gives another pseudonym and another team", () => {
    const other = newSecret();
    expect(pseudonymOf(other, "alice@example.com")).not.toBe(pseudonymOf(SECRET, "alice@example.com"));
    expect(teamIdOf(other)).not.toBe(teamIdOf(SECRET));
  });

  it("fit the names of folders", () => {
    expect(pseudonymOf(newSecret(), "x")).toMatch(MEMBER_PATTERN);
    expect(newMachine()).toMatch(MACHINE_PATTERN);
    expect(newMachine()).not.toBe(newMachine());
  });
});

describe("an invite", () => {
  it("gives back folder and secret, whatever the folder is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (dir) => {
        expect(parseInvite(` ${inviteLine({ dir, secret: SECRET })}\n`)).toEqual({ dir, secret: SECRET });
      }),
    );
  });

  it("is refused with any one character changed", () => {
    const line = inviteLine({ dir: "/srv/team", secret: SECRET });
    for (let i = 5; i < line.length; i++) {
      const changed = `${line.slice(0, i)}${line[i] === "1" ? "0" : "1"}${line.slice(i + 1)}`;
      expect(() => parseInvite(changed), changed).toThrow(/not whole/);
    }
  });

  it("is refused when it is cut, changed or something else", () => {
    const line = inviteLine({ dir: "/srv/team", secret: SECRET });
    expect(() => parseInvite(line.slice(0, 40))).toThrow(/not whole/);
    expect(() => parseInvite(`${line}!`)).toThrow(/not whole/);
    for (let length = 5; length < line.length; length++) {
      expect(() => parseInvite(line.slice(0, length)), `${length}`).toThrow(/not whole/);
    }
    for (const after of ["0", "A", "=", ".", " x", "\nclaude-cost", ".0000"]) {
      expect(() => parseInvite(line + after), after).toThrow(/not whole/);
    }
    expect(parseInvite(`\t${line} \r\n`).dir).toBe("/srv/team");
    // As a mail breaks it, with what some editors put before a text.
    expect(parseInvite(`\ufeff${line.slice(0, 76)}\r\n  ${line.slice(76)}\u200b`).dir).toBe("/srv/team");
    expect(() => parseInvite("/srv/team")).toThrow(/not an invite/);
  });
});
