/** What is computed from an invite's secret: the team's id and its members' pseudonyms. Impossible without it. */

import { createHmac, randomBytes } from "node:crypto";
import { cleanText } from "../../core/clean-text.ts";
import { UserError } from "../../core/user-error.ts";

/** 256 bits, as hexadecimal digits. */
export const newSecret = (): string => randomBytes(32).toString("hex");

export const newMachine = (): string => `m-${randomBytes(5).toString("hex")}`;

const hmac = (secret: string, text: string): string =>
  createHmac("sha256", Buffer.from(secret, "hex")).update(text, "utf8").digest("hex");

export const teamIdOf = (secret: string): string => hmac(secret, "claude-cost team id").slice(0, 16);

/** A member's name as it is compared: case, surrounding blanks and invisible characters do not matter. */
export const memberNameKey = (name: string): string => cleanText(name).normalize("NFC").toLowerCase();

/** @param name an email address or a name */
export function pseudonymOf(secret: string, name: string): string {
  return `dev-${hmac(secret, `member ${memberNameKey(name)}`).slice(0, 10)}`;
}

const PREFIX = "cct1";
const INVITE = /^cct1\.([0-9a-f]{64})\.([A-Za-z0-9_-]+)\.([0-9a-f]{8})$/;

/** One line that a lead sends to the members, with the folder and the secret. */
export type Invite = { readonly dir: string; readonly secret: string };

export function inviteLine({ dir, secret }: Invite): string {
  const folder = Buffer.from(dir, "utf8").toString("base64url");
  return `${PREFIX}.${secret}.${folder}.${checkDigits(secret, folder)}`;
}

/** Of all that is before them, so that an invite that was cut, changed or has something after it is known. */
const checkDigits = (secret: string, folder: string): string => hmac(secret, `invite ${folder}`).slice(0, 8);

/** @throws UserError where the text is not an invite, or has anything but blanks before or after it */
export function parseInvite(text: string): Invite {
  // A mail may have broken the line.
  const line = cleanText(text).replace(/\s+/g, "");
  const [, secret = "", folder = "", check] = INVITE.exec(line) ?? [];
  if (check === checkDigits(secret, folder)) return { secret, dir: Buffer.from(folder, "base64url").toString("utf8") };
  const isCut = line.startsWith(`${PREFIX}.`);
  throw new UserError(
    isCut ? "the invite is not whole: it was cut or changed, or has something after it" : "that is not an invite",
    {
      hint: "It is the one line that `claude-cost team init` printed for the lead. Copy all of it, and nothing else.",
      exitCode: 2,
    },
  );
}
