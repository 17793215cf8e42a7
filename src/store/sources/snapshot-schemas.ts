/** Validates `directory.json` and `limits.json`: files in a shared folder may be torn, or written by others. */

import * as v from "valibot";
import type { OrgDirectory, OrgLimits } from "../../core/organization/limits.ts";
import { parseUsd } from "../../core/pricing/money.ts";

const text = v.optional(v.string(), "");
const named = v.object({ id: v.string(), name: text });

const directory = v.object({
  users: v.optional(v.array(v.object({ id: v.string(), email: text, name: text, role: text })), []),
  workspaces: v.optional(v.array(named), []),
  apiKeys: v.optional(v.array(named), []),
  groups: v.optional(
    v.array(v.object({ id: v.string(), name: text, memberIds: v.optional(v.array(v.string()), []) })),
    [],
  ),
});

const amount = v.pipe(
  v.string(),
  v.check((value) => parseUsd(value) !== null, "an amount"),
);
const scope = v.object({ type: v.string(), id: text });
const time = v.optional(v.nullable(v.number()), null);

const limits = v.object({
  limits: v.optional(
    v.array(
      v.object({
        id: v.string(),
        scope,
        period: v.string(),
        amount: v.nullable(amount),
        currency: v.string(),
        enabled: v.optional(v.boolean(), true),
      }),
    ),
    [],
  ),
  members: v.optional(
    v.array(
      v.object({
        userId: v.string(),
        email: text,
        name: text,
        groups: v.optional(v.array(v.string()), []),
        period: v.string(),
        amount: v.nullable(amount),
        spent: amount,
        currency: v.string(),
        source: scope,
        limitId: text,
        resetsAtMs: time,
      }),
    ),
    [],
  ),
  rateLimits: v.optional(
    v.array(
      v.object({
        group: v.string(),
        models: v.optional(v.array(v.string()), []),
        limits: v.array(v.object({ type: v.string(), value: v.number() })),
      }),
    ),
    [],
  ),
  budgets: v.optional(
    v.array(
      v.object({
        scope: v.object({ type: v.string(), id: text, name: text }),
        resetsAtMs: time,
        period: text,
        amount: v.nullable(amount),
        spent: amount,
      }),
    ),
    [],
  ),
});

const limitsFile = v.object({ asOfMs: v.number(), limits });

/** @returns null where it does not have our format */
export function checkDirectory(value: unknown): OrgDirectory | null {
  const read = v.safeParse(directory, value);
  return read.success ? read.output : null;
}

/** @returns null where it does not have our format */
export function checkLimits(value: unknown): { readonly asOfMs: number; readonly limits: OrgLimits } | null {
  const read = v.safeParse(limitsFile, value);
  return read.success ? read.output : null;
}
