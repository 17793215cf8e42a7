/** `npm run bench`: logs, or with `--team` a team's folder. */

await import(process.argv.includes("--team") ? "./team.mjs" : "./run.mjs");
