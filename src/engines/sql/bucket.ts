/**
 * Addresses of buckets, `s3://bucket/folder`: at AWS, or where the environment says, by the same variables as the tools
 * of AWS.
 */

import { UserError } from "../../core/user-error.ts";
import { isSafeAddress } from "../safe-address.ts";

export type Bucket = {
  readonly name: string /** Without slashes around it; "" = the whole bucket. */;
  readonly path: string;
};

/** @returns null where it is not the address of a bucket */
export function bucketOf(folder: string): Bucket | null {
  const [, name, path = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(folder) ?? [];
  return name === undefined ? null : { name, path: path.replace(/\/+$/, "") };
}

/**
 * The server of the buckets, if not AWS: AWS_ENDPOINT_URL_S3, or else AWS_ENDPOINT_URL.
 * @throws UserError where it is not an address, or one to which keys would be sent unencrypted
 */
export function bucketEndpoint(env: Readonly<Record<string, string | undefined>>): URL | null {
  const name = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"].find((variable) => env[variable]);
  if (name === undefined) return null;
  const text = env[name] as string;
  if (isSafeAddress(text)) return new URL(text);
  throw new UserError(`${name}: '${text}' is no address of a server of buckets`, {
    hint: "Use https://HOST, or http://localhost:PORT on this machine.",
    exitCode: 2,
  });
}
