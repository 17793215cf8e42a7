/** The requests of the open turn, with what each added to the context, from the log. */

import { readSessionEvidence } from "../../claude-code/turns/session-evidence.ts";
import type { BilledRow } from "../../core/dashboard/session-bill.ts";
import type { TurnContent, TurnRequest, TurnRequests } from "../../core/dashboard/turn.ts";
import { type AddedContent, NO_EVIDENCE, type SessionEvidence } from "../../core/drivers/evidence.ts";
import { shareOut } from "../../core/drivers/share-out.ts";
import { promptTokens } from "../../core/responses/tokens.ts";
import type { SessionLogs } from "./session-logs.ts";

export type OpenTurn = {
  readonly sessionId: string;
  readonly number: number;
  /** The session's own log; undefined = it does not exist. */
  readonly path: string | undefined;
  /** What the session is billed for; the same array as long as no row of it changed. */
  readonly bill: readonly BilledRow[];
};

type Made = { readonly key: string; readonly bill: readonly BilledRow[]; readonly turn: TurnRequests };

export class OpenTurnRequests {
  readonly #logs: SessionLogs;
  readonly #nameOf: (model: string) => string;
  #made: Made | null = null;

  /** @param nameOf the displayed name of a model */
  constructor(logs: SessionLogs, nameOf: (model: string) => string) {
    this.#logs = logs;
    this.#nameOf = nameOf;
  }

  of({ sessionId, number, path, bill }: OpenTurn): TurnRequests {
    const key = `${sessionId} ${number}`;
    if (this.#made?.key === key && this.#made.bill === bill) return this.#made.turn;
    const rows = this.#logs.billOfTurn(sessionId, bill, number);
    const evidence = path === undefined ? NO_EVIDENCE : readSessionEvidence(path);
    const turn = {
      number,
      requests: turnRequests(rows, this.#before(sessionId, bill, number), evidence, this.#nameOf),
    };
    this.#made = { key, bill, turn };
    return turn;
  }

  /** The last request of the main conversation before the turn; null = none. */
  #before(sessionId: string, bill: readonly BilledRow[], number: number): BilledRow | null {
    for (let earlier = number - 1; earlier >= 0; earlier--) {
      const last = inTime(this.#logs.billOfTurn(sessionId, bill, earlier).filter(isMain)).at(-1);
      if (last !== undefined) return last;
    }
    return null;
  }
}

type AgentRow = BilledRow & { readonly agent: string };

const isMain = ({ agent, isRequest }: AgentRow): boolean => agent === "" && isRequest;
const inTime = <T extends BilledRow>(rows: readonly T[]): readonly T[] => rows.toSorted((a, b) => a.timeMs - b.timeMs);

/**
 * @param rows of one turn
 * @param before the main conversation's request before the first of them; null = none
 * @param nameOf the displayed name of a model
 */
export function turnRequests(
  rows: readonly AgentRow[],
  before: BilledRow | null,
  { responses }: SessionEvidence,
  nameOf: (model: string) => string,
): readonly TurnRequest[] {
  let last: BilledRow | null = before;
  return inTime(rows).map((row): TurnRequest => {
    const isOwn = isMain(row);
    const added = isOwn ? weighed(responses.get(row.key)?.added ?? [], growthOf(last, row)) : [];
    if (isOwn) last = row;
    const { key, timeMs, agent, tokens } = row;
    const costPico = Number.isNaN(row.costPico) ? null : BigInt(row.costPico);
    return { key, timeMs, model: nameOf(row.model), agent, tokens, costPico, added };
  });
}

/** Without the answer, which is part of the next prompt. null = it shrank, or there is nothing to compare with. */
function growthOf(last: BilledRow | null, row: BilledRow): number | null {
  if (last === null) return null;
  const grown = promptTokens(row.tokens) - promptTokens(last.tokens) - last.tokens.output;
  return grown > 0 ? grown : null;
}

/**
 * Divides the growth by size, because the log has characters and the bill has tokens: the parts add up to the growth.
 */
function weighed(added: readonly AddedContent[], grown: number | null): readonly TurnContent[] {
  if (added.length === 0) return [];
  const parts =
    grown === null
      ? null
      : shareOut(
          BigInt(grown),
          added.map(({ size }) => size),
        );
  return added.map(({ kind, tool, name }, i) => ({
    kind,
    tool,
    name,
    tokens: parts === null ? null : Number(parts[i]),
  }));
}
