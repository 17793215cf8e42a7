/**
 * Serves a folder as an S3 bucket on loopback, with the part of the protocol that readers of buckets use (ListObjectsV2
 * in pages, HEAD, and GET with ranges). It checks the access key of a request, not its signature.
 */

import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export type S3Server = {
  readonly url: string;
  /** `GET /bucket/key`, in the order of the requests. */
  readonly requests: readonly string[];
  stop(): void;
};

export type S3Options = {
  /** Bucket → the folder that it serves. */
  readonly buckets: Readonly<Record<string, string>>;
  readonly accessKeyId: string;
  /** The number of keys in one page of a listing. */
  readonly pageSize?: number;
};

export async function startS3({ buckets, accessKeyId, pageSize = 3 }: S3Options): Promise<S3Server> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const [, bucket = "", ...rest] = url.pathname.split("/").map(decodeURIComponent);
    const key = rest.join("/");
    requests.push(`${request.method} ${url.pathname}`);
    const folder = buckets[bucket];
    if (!(request.headers.authorization ?? "").includes(`Credential=${accessKeyId}/`)) {
      refuse(response, 403, "InvalidAccessKeyId", "The access key does not exist in our records.");
    } else if (folder === undefined) {
      refuse(response, 404, "NoSuchBucket", "The specified bucket does not exist");
    } else if (key === "") {
      answerList(response, folder, url.searchParams, pageSize);
    } else {
      answerObject(request, response, join(folder, key));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, stop: () => void server.close() };
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

function answerList(response: ServerResponse, folder: string, query: URLSearchParams, pageSize: number): void {
  const prefix = query.get("prefix") ?? "";
  const keys = keysIn(folder).filter((key) => key.startsWith(prefix));
  const from = Number(query.get("continuation-token") ?? 0);
  const page = keys.slice(from, from + pageSize);
  const isTruncated = from + pageSize < keys.length;
  const contents = page.map((key) => {
    const { size, mtime } = statSync(join(folder, key));
    return `<Contents><Key>${key}</Key><LastModified>${mtime.toISOString()}</LastModified><ETag>"0"</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
  });
  const next = isTruncated ? `<NextContinuationToken>${from + pageSize}</NextContinuationToken>` : "";
  response.writeHead(200, { "content-type": "application/xml" });
  response.end(
    `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Prefix>${prefix}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>${pageSize}</MaxKeys><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`,
  );
}

/** Paths of files below a folder, in the order of their bytes. */
function keysIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function answerObject(request: IncomingMessage, response: ServerResponse, path: string): void {
  if (!existsSync(path) || !statSync(path).isFile()) {
    refuse(response, 404, "NoSuchKey", "The specified key does not exist.");
    return;
  }
  const { size, mtime } = statSync(path);
  const [, from = "0", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  const end = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  const start = Number(from);
  response.writeHead(request.headers.range === undefined ? 200 : 206, {
    "content-length": end - start + 1,
    "content-range": `bytes ${start}-${end}/${size}`,
    "accept-ranges": "bytes",
    "last-modified": mtime.toUTCString(),
    etag: '"0"',
  });
  if (request.method === "HEAD") response.end();
  else {
    const bytes = new Uint8Array(end - start + 1);
    const file = openSync(path, "r");
    readSync(file, bytes, 0, bytes.length, start);
    closeSync(file);
    response.end(bytes);
  }
}
