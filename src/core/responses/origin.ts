/** Where a response came from, besides its session: the project, agent and client in its row. */

/** In the order in which they are stored. */
export const ORIGIN_DETAILS = [
  "project",
  "branch",
  "agent",
  "skill",
  "plugin",
  "mcp",
  "version",
  "entrypoint",
] as const;

/** All fields of an `Origin`, in the order in which they are stored. */
export const ORIGIN_FIELDS = ["sessionId", "loggedIn", ...ORIGIN_DETAILS] as const;

export type OriginDetails = { readonly [Field in (typeof ORIGIN_DETAILS)[number]]: string };

/** Where a response came from; few distinct ones per session, so rows share them. `""` = not logged. */
export type Origin = OriginDetails & {
  /** The session that is billed: in a resolved table the one that had the response first. */
  readonly sessionId: string;
  /** The session whose log contains the row. Differs from `sessionId` only where a row is marked as a fork's copy. */
  readonly loggedIn: string;
};

/**
 * The subagent of a row; "" = the row belongs to a main conversation. So an origin has an agent exactly where its rows
 * have `Flag.sidechain`, and sums by agent agree with sums by that flag.
 * @param agentType of the row's log, for rows without an agent's name
 */
export function agentOf(named: string, isSidechain: boolean, agentType: () => string): string {
  return isSidechain ? named || agentType() : "";
}

/** For a subagent without a known name. */
export const UNNAMED_AGENT = "subagent";

export const NO_DETAILS: OriginDetails = recordOf(ORIGIN_DETAILS, () => "");

/** Origins are equal when all their fields are. */
export function originKey(origin: Origin): string {
  return ORIGIN_FIELDS.map((field) => origin[field]).join("\0");
}

/** @returns an object with exactly these fields, in this order */
export function recordOf<Field extends string>(
  fields: readonly Field[],
  textOf: (field: Field, place: number) => string,
): { readonly [F in Field]: string } {
  const made = {} as Record<Field, string>;
  for (let place = 0; place < fields.length; place++) {
    const field = fields[place] as Field;
    made[field] = textOf(field, place);
  }
  return made;
}
