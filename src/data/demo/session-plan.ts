/** The plan of a session of the demo history, before it is played. */

import type { Terms } from "./billing.ts";
import type { Client } from "./clients.ts";
import type { Random } from "./random.ts";
import type { TruthSession } from "./types.ts";

export type SessionPlan = {
  readonly random: Random;
  readonly client: Client;
  readonly cwd: string;
  readonly branch: string;
  readonly entrypoint: string;
  readonly task: readonly [title: string, prompt: string];
  readonly model: string;
  readonly small: string;
  readonly terms: Terms;
  readonly startMs: number;
  /** Nothing is written later. */
  readonly stopMs: number;
  readonly turns: number;
  readonly ending: TruthSession["ending"];
  /** Median tokens of a tool result. */
  readonly appetite: number;
  readonly bytesPerToken: number;
  /** Whether the session searches the web (an unknown model's searches would have no price either). */
  readonly searches: boolean;
  /** How often a response starts a subagent. */
  readonly delegation: number;
  /** The session continues until the transcript is this large, whatever the number of turns. */
  readonly minBytes?: number;
};
