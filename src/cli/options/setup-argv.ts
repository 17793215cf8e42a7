/**
 * `--project NAME` filters every report; in `setup` it says where, and without a name it means this folder. The parser
 * knows one option of that name only.
 */
export function setupArgv(argv: readonly string[]): readonly string[] {
  if (!argv.includes("setup")) return argv;
  return argv.flatMap((arg, i) => {
    const next = argv[i + 1];
    return arg === "--project" && (next === undefined || next.startsWith("-")) ? [arg, "."] : [arg];
  });
}
