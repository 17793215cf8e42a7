/** One run of a command as the system accounts for it. */

import { spawnSync } from "node:child_process";

const PROBE = `import resource,subprocess,sys,time
t=time.monotonic()
r=subprocess.run(sys.argv[1],shell=True,stdout=subprocess.DEVNULL).returncode
t=time.monotonic()-t
u=resource.getrusage(resource.RUSAGE_CHILDREN)
print(r,t,u.ru_utime+u.ru_stime,u.ru_maxrss)`;

export const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
export const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

/** @param env all of the environment. @returns wall and processor time, and the largest process's memory */
export function runOnce(command, env) {
  const { stdout } = spawnSync("python3", ["-c", PROBE, command], { env, encoding: "utf8" });
  const [code, wall, cpu, peak] = stdout.trim().split(" ").map(Number);
  if (code !== 0) throw new Error(`exit ${code}: ${command}`);
  return { wallMs: wall * 1000, cpuMs: cpu * 1000, peakMb: (peak * 1024) / 1e6 };
}
