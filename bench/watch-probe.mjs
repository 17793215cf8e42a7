/**
 * Preloaded into the dashboard by `bench/watch.mjs`: its clock starts at CLAUDE_COST_BENCH_START and goes on as it is
 * told, and it says what its heap holds once all garbage is gone. Speaks lines of JSON over the socket named by
 * CLAUDE_COST_BENCH_SOCKET.
 */

import { connect } from "node:net";

const RealDate = Date;
let aheadMs = Number(process.env.CLAUDE_COST_BENCH_START) - RealDate.now();

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + aheadMs] : given));
  }

  static now() {
    return RealDate.now() + aheadMs;
  }
};

const tickers = new Set();
const { setInterval: realSetInterval, clearInterval: realClearInterval } = globalThis;
globalThis.setInterval = (action, ms, ...given) => {
  const ticker = realSetInterval(action, ms, ...given);
  if (ms === 1_000) tickers.add({ ticker, action });
  return ticker;
};
globalThis.clearInterval = (ticker) => {
  for (const known of tickers) if (known.ticker === ticker) tickers.delete(known);
  realClearInterval(ticker);
};

const answers = {
  advance({ ms }) {
    aheadMs += ms;
    for (const { action } of tickers) action();
    return {};
  },
  memory() {
    gc();
    gc();
    const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
    return { heapUsed, external, arrayBuffers, rss };
  },
};

const socket = connect(process.env.CLAUDE_COST_BENCH_SOCKET);
socket.unref();
let rest = "";
socket.setEncoding("utf8").on("data", (text) => {
  const lines = (rest + text).split("\n");
  rest = lines.pop();
  for (const line of lines) {
    const { ask, ...given } = JSON.parse(line);
    socket.write(`${JSON.stringify(answers[ask](given))}\n`);
  }
});
