import { fileURLToPath } from "node:url";

/** How this program was started: the path of node, and the package's launcher. */
export function ownProgram(): { readonly node: string; readonly main: string } {
  return { node: process.execPath, main: fileURLToPath(new URL("../bin/claude-cost.js", import.meta.url)) };
}
