/** Reads the body of an OTLP/HTTP request: plain, gzip or deflate, never more than the limit. */

import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";

/** An exporter's batch has at most 512 events; long prompts (which are dropped) can make it large. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** A request that cannot be served: the HTTP status and a message for the sender. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const unpack = { gzip: promisify(gunzip), deflate: promisify(inflate) } as const;

export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding !== "identity" && encoding !== "gzip" && encoding !== "deflate") {
    throw new Refusal(415, `content-encoding ${encoding} is not understood; send gzip, deflate or none`);
  }
  const raw = await readRaw(request, maxBytes);
  if (encoding === "identity") return raw;
  try {
    return await unpack[encoding](raw, { maxOutputLength: maxBytes });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxBytes);
    if (code?.startsWith("Z_")) throw new Refusal(400, `the body is not ${encoding}: ${(error as Error).message}`);
    throw error;
  }
}

async function readRaw(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, `the body is larger than ${maxBytes / 1024 / 1024} MiB; send smaller batches`);
}
