/** Checks the address of a server that a key is sent to. */

import { UserError } from "../../core/user-error.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * @param where the origin of the address, for the message
 * @throws UserError where a key must not be sent to it
 */
export function checkAddress(text: string, where: string, env: Readonly<Record<string, string | undefined>>): URL {
  const wrong = (reason: string, hint: string): UserError =>
    new UserError(`${where}: ${reason}`, { hint, exitCode: 2 });
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw wrong(`'${text}' is not an address`, "Use one such as https://litellm.example.com.");
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw wrong("an address with a password, a query or a fragment is not used", "Keys come from the environment.");
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && LOOPBACK.test(url.hostname))) {
    throw wrong(`${url.protocol}//${url.host} is not encrypted`, "Use https; http is for this computer alone.");
  }
  if (url.protocol === "https:" && env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0") {
    throw wrong(
      "NODE_TLS_REJECT_UNAUTHORIZED=0 is set, so the server that gets the key would not be verified",
      "Unset it; NODE_EXTRA_CA_CERTS names a certificate of your own.",
    );
  }
  return url;
}
