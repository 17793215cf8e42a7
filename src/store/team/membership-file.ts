/**
 * `team/membership.json` in our own data folder: the team that this machine shares with, and the teams that it leads.
 * It holds the invite's secret (mode 0600), which is nowhere in the team's folder.
 */

import { dirname, join } from "node:path";
import * as v from "valibot";
import { UserError } from "../../core/user-error.ts";
import { canEnter, isAbsent } from "../files/absent.ts";
import { type HeldLock, withFileLock } from "../files/file-lock.ts";
import { BrokenFileError, readJsonFile } from "../settings/settings-adapter.ts";
import { RULE_ENTRIES } from "./team-file.ts";

const SECRET = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const team = { dir: v.string(), id: v.string(), secret: SECRET };

const schema = v.object({
  version: v.literal(1),
  /** Teams that were created here, the most recently used one last. */
  led: v.array(v.object(team)),
  member: v.nullable(
    v.object({
      ...team,
      /** The pseudonym, and the text that it was computed from. */
      member: v.string(),
      name: v.string(),
      machine: v.string(),
      /** Claude Code's folders that are shared, where they were specified; empty = the standard ones. */
      roots: v.optional(v.array(v.string()), []),
      /** Months for which this machine has shared something. */
      months: v.array(v.string()),
      /** The team's rules that the member has agreed to; null = an earlier version did not store them. */
      rules: v.optional(v.nullable(v.object(RULE_ENTRIES)), null),
      /** `generated_at` of the last share; 0 = none yet. */
      lastGenerationMs: v.number(),
    }),
  ),
});

export type Memberships = v.InferOutput<typeof schema>;
export type Membership = NonNullable<Memberships["member"]>;

const NONE: Memberships = { version: 1, led: [], member: null };

const fileIn = (teamDir: string): string => join(teamDir, "membership.json");

/**
 * @throws UserError where the file is damaged: guessing is not possible, since joining again would write another secret
 */
export function readMemberships(teamDir: string): Memberships {
  const path = fileIn(teamDir);
  const hint = "Correct it, or delete it and join again with the invite.";
  let raw: unknown;
  try {
    raw = readJsonFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Where the data folder cannot be used, only what needs it fails.
    if (code !== undefined && (isAbsent(error) || !canEnter(dirname(teamDir)))) return NONE;
    if (!(error instanceof BrokenFileError) && code === undefined) throw error;
    throw new UserError(`${path} cannot be read: ${code ?? (error as Error).message}`, { hint, cause: error });
  }
  if (raw === null) return NONE;
  const result = v.safeParse(schema, raw);
  if (result.success) return result.output;
  throw new UserError(`${path} cannot be read: it is of another version or was edited`, { hint });
}

/** Reads, changes and writes the file while no other process does. @returns what was written */
export async function changeMemberships(
  teamDir: string,
  change: (old: Memberships, lock: HeldLock) => Memberships | Promise<Memberships>,
): Promise<Memberships> {
  const path = fileIn(teamDir);
  return await withFileLock(`${path}.lock`, async (lock) => {
    const changed = await change(readMemberships(teamDir), lock);
    lock.replace(path, `${JSON.stringify(changed, null, 2)}\n`, { durable: true });
    return changed;
  });
}
