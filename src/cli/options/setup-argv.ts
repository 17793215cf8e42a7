/**
 * Separates the two meanings of `--project`: with a name it filters reports; in `setup` without a name it means this
 * folder. The parser supports only one option of that name.
 */
export function setupArgv(argv: readonly string[]): readonly string[] {
  if (!argv.includes("setup")) return argv;
  return argv.flatMap((arg, i) => {
    const next = argv[i + 1];
    return arg === "--project" && (next === undefined || next.startsWith("-")) ? [arg, "."] : [arg];
  });
}
