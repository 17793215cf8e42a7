/** Finds what a fetch needs before it begins: the address, the key, and the folder to store in. */

import { join } from "node:path";
import type { SourceKind } from "../../core/organization/fetched.ts";
import { UserError } from "../../core/user-error.ts";
import { checkAddress } from "../../sources/client/address.ts";
import { type FoundKey, findKey, KEY_VARIABLES } from "../../sources/client/keys.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { loadSettings } from "../../store/settings.ts";

const VENDOR = "https://api.anthropic.com";

const DEFAULT_ADDRESS: Readonly<Record<SourceKind, string | null>> = {
  anthropic: VENDOR,
  enterprise: VENDOR,
  gateway: null,
  litellm: null,
};

export type Place = { readonly base: URL; readonly key: FoundKey; readonly problems: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder with the figures of organisations, for an account that belongs to no team folder. */
export const ownSourcesDir = ({ dataDir }: DataPaths): string => join(dataDir, "sources");

/**
 * @param url from the command line; undefined = the one in the settings, or otherwise the vendor's
 * @throws UserError where the key or the address is missing or cannot be used
 */
export function openPlace(kind: SourceKind, url: string | undefined, paths: DataPaths, env: Environment): Place {
  const { settings, problems } = loadSettings(paths.settingsFile);
  const { url: setUrl, keyFile } = settings.sources[kind];
  const where = url === undefined ? `sources.${kind}.url in ${paths.settingsFile}` : "--url";
  const address = url ?? setUrl ?? DEFAULT_ADDRESS[kind];
  if (address === null) {
    throw new UserError(`the address of the ${kind} is not known`, {
      hint: `Use --url ADDRESS, or: claude-cost config set sources.${kind}.url ADDRESS`,
      exitCode: 2,
    });
  }
  const base = checkAddress(address, where, env);
  const key = findKey(kind, { env, keyFile, settingsFile: paths.settingsFile });
  if (key === null) {
    throw new UserError(`there is no key for ${kind}`, {
      hint: `Put it into ${KEY_VARIABLES[kind]}, or into a file that only you can read (chmod 600), and name that: claude-cost config set sources.${kind}.keyFile PATH`,
    });
  }
  if (kind !== "litellm" && key.kind === "key for messages") {
    throw new UserError(`the key from ${key.from} is one for messages, not for an organisation's figures`, {
      hint: "An admin makes an Admin key in the Console (sk-ant-admin…); on the Enterprise plan the primary owner makes one with scopes (sk-ant-api01-…). On the Team, Pro and Max plans there is none: `claude-cost team share` needs no key.",
    });
  }
  return { base, key, problems };
}
