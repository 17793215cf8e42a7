/** A whole demo history: months of sessions of several client generations, with the exact amounts that were billed. */

import { PLAIN_TERMS, type Terms } from "./billing.ts";
import { dayStart, sessionsOn, startTimes } from "./calendar.ts";
import { PROJECTS, TASKS } from "./cast.ts";
import { type Client, clientAt, mainModel, smallModel } from "./clients.ts";
import { forkOf, oldResumeOf, playWithCrash } from "./oddities.ts";
import { modelIdAt, type Provider } from "./providers.ts";
import { Random } from "./random.ts";
import { Session } from "./session.ts";
import type { SessionPlan } from "./session-plan.ts";
import type { DemoFile, DemoOptions, DemoTree } from "./types.ts";
import { writeWarmUps } from "./warm-up.ts";

const DAY_MS = 86_400_000;
/** A model without a rate card, as a gateway may name one. */
const UNKNOWN_MODEL = "acme/house-model-2";

type Settings = Required<DemoOptions>;

/** Pure: the same options give the same tree, byte for byte. */
export function generateDemo(options: DemoOptions): DemoTree {
  const settings: Settings = { days: 92, offsetMs: 0, scale: 1, bytesPerToken: 0.05, ...options };
  const sessions: Session[] = [];
  const today = dayStart(settings.endMs, settings.offsetMs);
  for (let ago = settings.days - 1; ago >= 0; ago--) {
    const dayMs = today - ago * DAY_MS;
    const share = 1 - ago / settings.days;
    const random = new Random(settings.seed, "day", dayMs);
    const count = Math.round(sessionsOn(random, dayMs, settings.offsetMs, share) * settings.scale);
    for (const startMs of startTimes(random, dayMs, count)) {
      if (startMs < settings.endMs - 3_600_000) sessions.push(...playFamily(settings, startMs, share));
    }
  }
  sessions.push(...openSessions(settings));
  return assemble(sessions);
}

/** A session planned for a time, with the forks and resumes that follow from it. */
function playFamily(settings: Settings, startMs: number, share: number): Session[] {
  const random = new Random(settings.seed, startMs);
  const client = clientAt(share);
  const plan = planSession(settings, random, client, startMs);
  const session = new Session(plan);
  if (client.generation === "2.0") writeWarmUps(session);
  const isNewest = client.generation === "2.1.3";
  if (isNewest && plan.ending === "exit" && random.chance(0.02)) {
    playWithCrash(session);
    return [session];
  }
  session.play(plan.turns);
  if (plan.ending === "exit") session.exit();
  else session.writeTitle();
  if (session.hasLedger && random.chance(0.06)) return [session, forked(session)];
  if (session.hasLedger && random.chance(0.1)) resume(session);
  if (client.version === "1.0.128" && random.chance(0.25)) return [session, resumedOld(session)];
  return [session];
}

function planSession(settings: Settings, random: Random, client: Client, startMs: number): SessionPlan {
  const project = random.weighted(PROJECTS.map((p) => [p, p.weight] as const));
  const isNew = client.generation === "2.1" || client.generation === "2.1.3";
  const model = mainModel(random, client, startMs);
  const provider = providerOf(random, client, model);
  const isKilled = provider !== "first-party" || random.chance(0.08);
  const isUnknown = isNew && random.chance(0.012);
  return {
    random,
    client,
    cwd: project.cwd,
    branch: random.pick(project.branches),
    entrypoint: isNew
      ? random.weighted([
          ["cli", 8],
          ["claude-vscode", 2],
          ["sdk-cli", 0.6],
        ] as const)
      : "cli",
    task: random.pick(TASKS),
    model: isUnknown ? UNKNOWN_MODEL : modelIdAt(provider, model),
    small: isUnknown ? UNKNOWN_MODEL : modelIdAt(provider, smallModel(client, startMs)),
    terms: termsOf(random, client, provider, model),
    startMs,
    // A little earlier, so that everything that begins also ends.
    stopMs: settings.endMs - 60_000,
    turns: isUnknown ? 1 : Math.min(random.longTail(7, 0.8), 40),
    ending: isKilled || isUnknown ? "killed" : "exit",
    appetite: random.longTail(3600, 0.4),
    bytesPerToken: settings.bytesPerToken,
    searches: !isUnknown,
    delegation: 0.03,
  };
}

function providerOf(random: Random, client: Client, model: string): Provider {
  if (client.generation === "1.0") return "first-party";
  if (client.generation === "2.0") {
    const isLong = model.includes("sonnet") && random.chance(0.1);
    return isLong
      ? "long-context"
      : random.weighted([
          ["first-party", 12],
          ["vertex", 1],
          ["bedrock", 1],
        ] as const);
  }
  return random.weighted([
    ["first-party", 60],
    ["bedrock", 1],
    ["bedrock-eu", 0.7],
    ["bedrock-global", 0.7],
    ["vertex", 1],
    ["gateway", 0.7],
  ] as const);
}

function termsOf(random: Random, client: Client, provider: Provider, model: string): Terms {
  const ttl = random.chance(client.version === "1.0.21" ? 0 : 0.35) ? "1h" : "5m";
  const isNew = client.generation === "2.1" || client.generation === "2.1.3";
  if (!isNew || provider !== "first-party") return { ...PLAIN_TERMS, ttl };
  const canRunFast = /opus-(4-[678]|5)/.test(model) || model === "claude-fable-5-2";
  const roll = random.fraction();
  return { ttl, fast: canRunFast && roll < 0.025, geoUs: roll > 0.96, batch: roll > 0.94 && roll < 0.95 };
}

function forked(parent: Session): Session {
  const startMs = parent.main.lastMs + 240_000;
  const { random } = parent.plan;
  const fork = forkOf(parent, {
    ...parent.plan,
    startMs,
    turns: 3,
    task: [`${parent.plan.task[0]} (fork)`, "Try another way."],
  });
  fork.play(random.int(1, 4));
  fork.exit();
  if (random.chance(0.5)) resume(parent);
  return fork;
}

function resume(session: Session): void {
  session.timeMs = Math.max(session.timeMs, session.main.lastMs) + session.plan.random.int(300_000, 5_000_000);
  session.play(session.plan.random.int(1, 3));
  session.exit();
}

function resumedOld(parent: Session): Session {
  const child = oldResumeOf(parent, { ...parent.plan, startMs: parent.main.lastMs + 900_000 });
  child.play(2);
  child.exit();
  return child;
}

/** Two running sessions: a fresh one, and a long one whose context is nearly full. */
function openSessions(settings: Settings): Session[] {
  const client = clientAt(1);
  return [
    { minutes: 24, project: 1, task: 4, appetite: 1800, turns: 200 },
    { minutes: 36, project: 0, task: 2, appetite: 6050, turns: 400 },
  ].map(({ minutes, project, task, appetite, turns }) => {
    const startMs = settings.endMs - minutes * 60_000;
    const random = new Random(settings.seed, "open", minutes);
    const { cwd, branches } = PROJECTS[project] as (typeof PROJECTS)[number];
    const session = new Session({
      ...planSession(settings, random, client, startMs),
      cwd,
      branch: branches[1] ?? "main",
      entrypoint: "cli",
      task: TASKS[task] as (typeof TASKS)[number],
      model: "claude-opus-5-5",
      small: smallModel(client, startMs),
      terms: { ...PLAIN_TERMS, ttl: "1h" },
      stopMs: settings.endMs - 20_000,
      ending: "open",
      appetite,
    });
    session.play(turns);
    session.writeTitle();
    return session;
  });
}

function assemble(sessions: readonly Session[]): DemoTree {
  const files = new Map<string, DemoFile>();
  for (const session of sessions) for (const file of session.files()) files.set(file.path, file);
  const lastKilled = sessions.findLast((s) => s.plan.ending === "killed")?.main.path;
  const torn = lastKilled === undefined ? undefined : files.get(lastKilled);
  // The client was killed in the middle of a row.
  if (torn)
    files.set(torn.path, {
      ...torn,
      text: `${torn.text}{"parentUuid":null,"isSidechain":false,"type":"assistant","mess`,
    });
  const items = sessions.flatMap((s) => s.items).sort((a, b) => a.timeMs - b.timeMs);
  return { files: [...files.values()], truth: { items, sessions: sessions.map((s) => s.about()) } };
}
