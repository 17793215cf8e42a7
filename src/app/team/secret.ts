/** What is made of an invite's secret: the team's id and its members' pseudonyms. Without it none can be computed. */

import { createHmac, randomBytes } from "node:crypto";
import { UserError } from "../../core/user-error.ts";

/** 256 bits, as hexadecimal digits. */
export const newSecret = (): string => randomBytes(32).toString("hex");

export const newMachine = (): string => `m-${randomBytes(5).toString("hex")}`;

const hmac = (secret: string, text: string): string =>
  createHmac("sha256", Buffer.from(secret, "hex")).update(text, "utf8").digest("hex");

export const teamIdOf = (secret: string): string => hmac(secret, "claude-cost team id").slice(0, 16);

/** A member's name as it is compared: case and surrounding blanks do not matter. */
export const memberNameKey = (name: string): string => name.trim().normalize("NFC").toLowerCase();

/** @param name an e-mail address or a name */
export function pseudonymOf(secret: string, name: string): string {
  return `dev-${hmac(secret, `member ${memberNameKey(name)}`).slice(0, 10)}`;
}

const PREFIX = "cct1";

/** One line that a lead sends to the members: the folder, and the secret. */
export type Invite = { readonly dir: string; readonly secret: string };

export function inviteLine({ dir, secret }: Invite): string {
  return `${PREFIX}.${secret}.${Buffer.from(dir, "utf8").toString("base64url")}`;
}

/** @throws UserError where the text is no invite */
export function parseInvite(text: string): Invite {
  const match = /^cct1\.([0-9a-f]{64})\.([A-Za-z0-9_-]+)$/.exec(text.trim());
  if (match) return { secret: match[1] as string, dir: Buffer.from(match[2] as string, "base64url").toString("utf8") };
  const isCut = text.trim().startsWith(`${PREFIX}.`);
  throw new UserError(isCut ? "the invite is not whole: it was cut or changed" : "that is not an invite", {
    hint: "It is the one line that `claude-cost team init` printed for the lead. Copy all of it.",
    exitCode: 2,
  });
}
