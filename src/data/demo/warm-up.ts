/** Clients of the 2.0 line logged their own warm-up and title calls as small sidechain files beside the session. */

import { billingOf } from "./billing.ts";
import type { Session } from "./session.ts";
import { Transcript } from "./transcript.ts";

export function writeWarmUps(session: Session): void {
  const { random, small, model } = session.plan;
  for (const asked of [small, model]) {
    if (!random.chance(0.7)) continue;
    const id = random.hex(4);
    const side = new Transcript(session.rowContext(id), `${session.folder}/agent-${id}.jsonl`);
    const tokens = {
      input: random.int(300, 500),
      output: random.int(8, 20),
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      cacheRead: 0,
    };
    const blocks = [{ type: "text", text: session.plan.task[0] }];
    const said = side.respond(random, session.timeMs, billingOf(asked, tokens), blocks, {}, "background:title");
    session.bill([said.item]);
    session.sideFiles.push(side.file());
  }
}
