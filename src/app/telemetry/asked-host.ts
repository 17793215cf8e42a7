/** Which requests the receiver answers: those that name this machine, and none that a web page makes. */

import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { Refusal } from "./otlp-body.ts";

/** An address or name that only this machine has. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * A page whose name is made to resolve to this machine (DNS rebinding) is of one origin with the receiver for a browser;
 * what gives it away is the name that it asks for. An address cannot be rebound.
 * @param listening address that the receiver listens on
 * @throws Refusal
 */
export function assertOurHost(headers: IncomingHttpHeaders, listening: string): void {
  const asked = hostName(headers.host ?? "");
  if (isLoopback(asked)) return;
  if (isLoopback(listening)) throw new Refusal(403, "ask for 127.0.0.1, localhost or [::1]: another name is not taken");
  if (isIP(asked) !== 0 || asked === listening.toLowerCase()) return;
  throw new Refusal(403, "name this machine by its address: a name could be a web page's, made to resolve to it");
}

/** Browsers say that a page asks; Claude Code never does. @throws Refusal */
export function assertNoWebPage(headers: IncomingHttpHeaders): void {
  const site = headers["sec-fetch-site"];
  const isPage =
    headers.origin !== undefined || headers.referer !== undefined || (site !== undefined && site !== "none");
  if (isPage) throw new Refusal(403, "requests from web pages are not taken");
}

/** Without the port and the brackets. */
function hostName(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}
