/** How a port is named on the command line. */

import { InvalidArgumentError } from "commander";

/** @throws InvalidArgumentError where it is not a port */
export function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError("It is a number from 0 to 65535.");
  return port;
}
