/** The made-up team's people: names, groups and how they work. */

import { Random } from "../random.ts";

const NAMES = [
  "Amara Okafor",
  "Bruno Keller",
  "Chiara Conti",
  "Daan de Vries",
  "Elif Kaya",
  "Farid Rahimi",
  "Greta Lindqvist",
  "Hugo Marchand",
  "Ines Castro",
  "Jonas Weber",
  "Kaori Tanaka",
  "Liam O'Brien",
] as const;

const GROUPS = [
  { group: "platform", costCenter: "4100" },
  { group: "storefront", costCenter: "4200" },
  { group: "data", costCenter: "4300" },
] as const;

/** Groups of people of this size share projects in turn. */
const PROJECTS = ["orders", "checkout", "billing", "infra", "mobile"] as const;

export type TeamPerson = {
  readonly member: string;
  readonly machines: readonly string[];
  readonly name: string;
  readonly group: string;
  readonly costCenter: string;
  /** The chance that Claude Code is used on a working day; 0 = joined and never used it. */
  readonly activity: number;
  /** Tokens as a multiple of the median person's. */
  readonly appetite: number;
  /** Whether the first two machines share one synced home, so that they contain the same logs. */
  readonly isSynced: boolean;
  /** An alias that the person shares; "" = none. */
  readonly project: string;
  readonly billing: "subscription" | "api";
};

export function teamPerson(seed: number | string, index: number, machines: number, synced: number): TeamPerson {
  const random = new Random(seed, "person", index);
  const { group, costCenter } = GROUPS[index % GROUPS.length] as (typeof GROUPS)[number];
  const isIdle = random.chance(0.08);
  const isSynced = machines > 1 && random.chance(synced);
  return {
    member: `dev-${random.hex(5)}`,
    machines: Array.from({ length: machines }, () => `m-${random.hex(5)}`),
    name: index < NAMES.length ? (NAMES[index] as string) : `Developer ${index + 1}`,
    group,
    costCenter,
    activity: isIdle ? 0 : 0.35 + random.fraction() * 0.6,
    // Costs are distributed like this between developers: the top tenth has about half.
    appetite: random.longTail(1000, 1.1) / 1000,
    isSynced,
    project: random.chance(0.6) ? random.pick(PROJECTS) : "",
    billing: random.chance(0.8) ? "subscription" : "api",
  };
}
