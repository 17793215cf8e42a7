/** Decoded log rows: the input of the builder, whichever client wrote them. */

import { ORIGIN_DETAILS, type OriginDetails } from "./origin.ts";
import type { ClientLedger, Compaction, Title } from "./session-facts.ts";
import type { Tokens } from "./tokens.ts";

/** The parts of a row's origin, which rows of a session share. */
export type RowContext = OriginDetails & {
  /** "" = the file's own session. */
  readonly sessionId: string;
  /** `requestSessionId`: the session that made the request, if it is another one. */
  readonly requestedBy: string;
};

/** In the WebAssembly module's order. */
export const CONTEXT_FIELDS = ["sessionId", "requestedBy", ...ORIGIN_DETAILS] as const;

/** One `assistant` row: one content block of a response, with the response's usage as known when it was written. */
export type UsageRow = RowContext & {
  /** `message.id`, or a stand-in that is unique to the row where there is none. */
  readonly id: string;
  readonly requestId: string;
  /** Epoch milliseconds; NaN = none or unreadable. */
  readonly timeMs: number;
  readonly model: string;
  readonly tokens: Tokens;
  readonly webSearches: number;
  /** Bits of `Flag`. */
  readonly flags: number;
  /** `type:"message"` iterations, two or more, whose sums equal `tokens`; else empty. */
  readonly iterations: readonly Tokens[];
  /** Billed in addition to the response, each as a row that is not a request. */
  readonly parts: readonly ResponsePart[];
  /** Parts whose counts are missing or out of bounds: not billed, but reported. */
  readonly badParts: number;
};

/** An iteration that is not included in the usage of its response. */
export type ResponsePart = {
  /** `advisor`: another model's advice. `compaction`: the server shortened the conversation. */
  readonly kind: "advisor" | "compaction";
  readonly model: string;
  readonly tokens: Tokens;
};

/** The identities of a response's parts, in order. */
export function partIds({ id, parts }: Pick<UsageRow, "id" | "parts">): readonly string[] {
  const counts = { advisor: 0, compaction: 0 };
  return parts.map(({ kind }) => `${id}#${kind}${counts[kind]++}`);
}

/** The identity of web searches that only a tool's result proves. @param id of the row that proves them */
export function searchId(id: string): string {
  return `search:${id}`;
}

type At = { readonly sessionId: string; readonly timeMs: number };

/** Rows with facts about a session. `timeMs` as in `UsageRow`. */
export type FactRow = At &
  (
    | { readonly kind: "ledger"; readonly ledger: Omit<ClientLedger, "atMs"> }
    | { readonly kind: "title"; readonly title: Title }
    | { readonly kind: "prompt"; readonly text: string; readonly project: string }
    | { readonly kind: "compaction"; readonly compaction: Omit<Compaction, "atMs"> }
    /** The preceding compaction was one of an idle session. */
    | { readonly kind: "idle-note" }
    | { readonly kind: "api-error" }
    /** The preceding answer broke off. */
    | { readonly kind: "cut" }
    | { readonly kind: "turn"; readonly wallMs: number }
    | { readonly kind: "pull-request"; readonly key: string }
    | { readonly kind: "search"; readonly id: string; readonly searches: number }
  );
