/**
 * What the mod has heard of the running session: the client's running total at times, turns, and requests with their
 * tokens. Plain data and pure functions; nothing here reaches out.
 */

/** Requests and turns beyond these are forgotten, the oldest first; of totals every other one of the older half. */
const MAX_REQUESTS = 1000;
const MAX_SAMPLES = 500;
const MAX_TURNS = 20;

/** @param id of the session; '' = not known yet */
export function newSession(id) {
  return {
    id,
    /** `$.session.usage()` and what `session.measure` brought since; null = nothing yet. */
    usage: null,
    /** `{ at_ms, usd, context_tokens, turn_id }`, oldest first. */
    samples: [],
    /** As `live.cjs` takes them, oldest first. */
    requests: [],
    isCut: false,
    /** `{ id, number, fromUsd, usd, requests, isOpen }`, oldest first; numbered from 1 on. */
    turns: [],
  };
}

const lastTurn = (session) => session.turns.at(-1);

/** Dollars, as the client totals them; null = not told. */
export function clientUsd(session) {
  return session.usage?.cost?.usd ?? null;
}

/** @param usage what the client says now, or a part of it @param atMs from before it was asked */
export function takeUsage(session, usage, atMs) {
  session.usage = { ...session.usage, ...usage };
  const usd = clientUsd(session);
  if (usd === null) return;
  const turn = lastTurn(session);
  // The client's total only grows: a smaller one began at zero with another session, by `/clear` or `/branch`.
  if (usd < (session.samples.at(-1)?.usd ?? 0)) {
    session.samples = [{ at_ms: atMs, usd: 0, context_tokens: null, turn_id: "" }];
    if (turn?.isOpen) turn.fromUsd = 0;
  }
  if (turn?.isOpen) turn.usd = Math.max(0, usd - turn.fromUsd);
  const tokens = session.usage.context?.tokens ?? null;
  const last = session.samples.at(-1);
  if (last !== undefined && last.usd === usd && last.context_tokens === tokens) return;
  session.samples.push({
    at_ms: Math.max(atMs, (last?.at_ms ?? 0) + 1),
    usd,
    context_tokens: tokens,
    turn_id: turn?.id ?? "",
  });
  if (session.samples.length > MAX_SAMPLES) {
    session.samples = session.samples.filter((_, i) => i % 2 === 0 || i > MAX_SAMPLES / 2);
  }
}

export function beginTurn(session, id) {
  closeTurn(session);
  const number = (lastTurn(session)?.number ?? 0) + 1;
  session.turns.push({ id, number, fromUsd: clientUsd(session) ?? 0, usd: 0, requests: 0, isOpen: true });
  if (session.turns.length > MAX_TURNS) session.turns.shift();
}

export function closeTurn(session) {
  const turn = lastTurn(session);
  if (turn !== undefined) turn.isOpen = false;
}

/** @param usage of one answered request, as `turn.step` gives it @param isAgent it is a subagent's */
export function takeRequest(session, usage, isAgent, atMs) {
  const turn = lastTurn(session);
  if (turn !== undefined) turn.requests += 1;
  session.requests.push({ ...usage, at_ms: atMs, turn_id: turn?.id ?? "", is_agent: isAgent });
  if (session.requests.length <= MAX_REQUESTS) return;
  session.requests.shift();
  session.isCut = true;
}

/** Share of the input that was read from the cache, 0 to 1; null = no request yet. */
export function cacheShare(session) {
  let read = 0;
  let input = 0;
  for (const request of session.requests) {
    const tokens = request.cache_read_input_tokens ?? 0;
    read += tokens;
    input += tokens + (request.cache_creation_input_tokens ?? 0) + (request.input_tokens ?? 0);
  }
  return input === 0 ? null : read / input;
}

/**
 * The question to `live.cjs`: the JSON of a status line as far as a mod is told it, and what was heard beside it.
 * @param about `{ transcriptPath, cwd, model, version }` of the client
 */
export function question(session, { transcriptPath, cwd, model, version }) {
  const { usage } = session;
  const windows = (usage?.rateLimits ?? []).map(({ kind, percentUsed, resetsAt }) => [
    kind,
    { used_percentage: percentUsed, resets_at: resetsAt },
  ]);
  return {
    session_id: session.id,
    transcript_path: transcriptPath,
    cwd,
    workspace: { project_dir: cwd },
    model: { id: model },
    version,
    cost: { total_cost_usd: clientUsd(session) },
    context_window: { total_input_tokens: usage?.context?.tokens, context_window_size: usage?.context?.window },
    rate_limits: Object.fromEntries(windows),
    samples: session.samples,
    requests: session.requests,
    is_cut: session.isCut,
  };
}
