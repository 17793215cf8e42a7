/** Where a response came from, besides its session: what its row says of the project, the agent and the client. */

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
  /** The session whose log holds the row. Differs from `sessionId` only where a row says that it is a fork's copy. */
  readonly loggedIn: string;
};

/**
 * The subagent of a row; "" = the row is of a main conversation. So an origin has an agent just where its rows have
 * `Flag.sidechain`, and sums by agent agree with sums by that flag.
 * @param agentType of the log that the row stands in, for rows that do not name their agent
 */
export function agentOf(named: string, isSidechain: boolean, agentType: () => string): string {
  return isSidechain ? named || agentType() : "";
}

/** Of a subagent that nothing names. */
export const UNNAMED_AGENT = "subagent";

export const NO_DETAILS: OriginDetails = recordOf(ORIGIN_DETAILS, () => "");

/** Origins are equal when all their fields are. */
export function originKey(origin: Origin): string {
  return ORIGIN_FIELDS.map((field) => origin[field]).join("\0");
}

/** @returns an object that has just these fields, in their order */
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
