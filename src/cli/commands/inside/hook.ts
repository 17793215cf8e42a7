import { answerHook } from "../../../app/inside/hook.ts";
import { HOOK_EVENTS, parseHookInput } from "../../../claude-code/feeds/hook-input.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import type { Register } from "../../program.ts";
import { writeJsonLine } from "../../report.ts";
import { readStdin } from "../../terminal/read-stdin.ts";

/** The launcher runs the small bundle instead; this provides the help, and runs where options come first. */
export const registerHook: Register = (program, io) => {
  program
    .command("hook")
    .argument("[event]", `one of ${HOOK_EVENTS.join(", ")}`)
    .description("answer a hook of Claude Code, from the JSON it gives on stdin")
    .addHelpText(
      "after",
      `
Examples:
  claude-cost setup --only hooks           wire them
  claude-cost doctor                       when each of them ran last
  echo '{"session_id": "x"}' | claude-cost hook SessionStart

Nothing it says enters Claude's context. What it says is a setting:
  "hooks": {"sessionStart": true, "alerts": true, "block": true, "coldCache": true, "coldCacheFromUsd": "0.5",
            "agents": true, "agentsAskSessionUsd": "5", "agentsAskAgentUsd": "1", "estimate": false,
            "turnCost": false, "modelSwitch": false, "refresh": true}
  "context": {"prompt": true, "promptFrom": "soon", "compactAt": 95, "focus": "the failing tests"}
The two amounts for asking are not set by default: then no agent is asked about.
A hard budget that is used up stops the next prompt. Should the hook fail or be too slow, the prompt goes through.`,
    )
    .action((event: string | undefined, _options, command) => {
      const dataDir = command.optsWithGlobals().dataDir as string | undefined;
      const input = parseHookInput(readStdin(), event ?? "");
      if (input === null) return;
      const answer = answerHook({ input, paths: dataPaths(dataDir, io.env), env: io.env, nowMs: io.now() });
      if (answer !== null) writeJsonLine(io, answer);
    });
};
