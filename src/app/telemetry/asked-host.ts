/** Checks which requests the receiver answers: those addressed to this machine, and none from a web page. */

import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { Refusal } from "./otlp-body.ts";

/** Whether an address or name always means this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * Rejects requests with a foreign host name. For a browser, a page whose name resolves to this machine (DNS rebinding)
 * has the same origin as the receiver; only the host name in the request differs. An IP address cannot be rebound.
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

/** Rejects requests that a browser marks as coming from a page; Claude Code never sends such. @throws Refusal */
export function assertNoWebPage(headers: IncomingHttpHeaders): void {
  const site = headers["sec-fetch-site"];
  const isPage =
    headers.origin !== undefined || headers.referer !== undefined || (site !== undefined && site !== "none");
  if (isPage) throw new Refusal(403, "requests from web pages are not taken");
}

/** The host without port and brackets. */
function hostName(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}
