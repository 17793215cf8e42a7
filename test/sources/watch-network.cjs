// Loaded with --require into the program and every process that it starts: writes down each try to reach another
// program or to look up a name, and lets only loopback through.
"use strict";
const { appendFileSync } = require("node:fs");
const dns = require("node:dns");
const net = require("node:net");

// A client that cannot reach its server waits longer each time before it tries again: here a hundredth of it.
if (process.env.HASTE) {
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (action, ms, ...rest) => later(action, ms / 100, ...rest);
}

const note = (line) => appendFileSync(process.env.NETWORK_LOG, `${line}\n`);
const LOOPBACK = /^(127\.|::1$|localhost$)/;

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const host = typeof options === "object" ? (options.host ?? options.path ?? "localhost") : "localhost";
  note(`connect ${host}`);
  if (!LOOPBACK.test(host)) {
    process.nextTick(() => this.destroy(new Error("no network in tests")));
    return this;
  }
  return connect.apply(this, args);
};

for (const module of [dns, dns.promises]) {
  for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) {
    module[name] = (host, ...rest) => {
      note(`lookup ${host}`);
      const error = new Error("no network in tests");
      const callback = rest.at(-1);
      if (typeof callback !== "function") return Promise.reject(error);
      return process.nextTick(callback, error);
    };
  }
}
