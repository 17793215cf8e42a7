/** Members, workspaces, keys and groups of an organisation. */

import * as v from "valibot";
import type { OrgDirectory } from "../../core/organization/limits.ts";
import { readAnswer, text } from "../answers.ts";
import { type ApiClient, jsonOf } from "../client/api-client.ts";
import type { Snapshot } from "../port.ts";
import { CONSOLE_ADMIN, GROUPS, MEMBERS } from "./access.ts";

/** Entries on one page. */
const LIMIT = 1000;
/** More pages than any organisation has, so that an endless list ends. */
const MAX_PAGES = 10_000;

const named = v.looseObject({ id: v.string(), name: text });
const user = v.looseObject({ id: v.string(), email: text, name: text, role: text });
const member = v.looseObject({ user_id: v.string() });

type Asks = { asResponse(): Promise<Response> };

/** All entries of a list that is paged by `after_id`. */
export async function allById<S extends v.GenericSchema>(
  what: string,
  entry: S,
  list: (query: { limit: number; after_id?: string }) => Asks,
): Promise<readonly v.InferOutput<S>[]> {
  const page = v.looseObject({ data: v.array(entry), has_more: v.optional(v.boolean(), false), last_id: text });
  const all: v.InferOutput<S>[] = [];
  let after = "";
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const query = after === "" ? { limit: LIMIT } : { limit: LIMIT, after_id: after };
    const answer = readAnswer(page, await jsonOf(list(query)), what);
    all.push(...answer.data);
    if (!answer.has_more || answer.last_id === "" || answer.last_id === after) break;
    after = answer.last_id;
  }
  return all;
}

/** All entries of a list that is paged by `page`. */
export async function allByCursor<S extends v.GenericSchema>(
  what: string,
  entry: S,
  list: (query: { limit: number; page?: string }) => Asks,
): Promise<readonly v.InferOutput<S>[]> {
  const schema = v.looseObject({ data: v.array(entry), next_page: text });
  const all: v.InferOutput<S>[] = [];
  let page = "";
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const answer = readAnswer(
      schema,
      await jsonOf(list(page === "" ? { limit: LIMIT } : { limit: LIMIT, page })),
      what,
    );
    all.push(...answer.data);
    if (answer.next_page === "" || answer.next_page === page) break;
    page = answer.next_page;
  }
  return all;
}

type Part = Snapshot<Partial<OrgDirectory>>;

export function users({ organization }: ApiClient, signal: AbortSignal, optional: boolean): Part {
  return {
    id: "users",
    access: MEMBERS,
    optional,
    fetch: async () => {
      const all = await allById("users", user, (query) => organization.users.list(query, { signal }));
      return {
        users: all.map(({ id, email, name, role }) => ({ id, email: email.toLowerCase(), name, role })),
      };
    },
  };
}

export function workspaces({ organization }: ApiClient, signal: AbortSignal): Part {
  return {
    id: "workspaces",
    access: CONSOLE_ADMIN,
    optional: false,
    fetch: async () => {
      const list = (query: { limit: number; after_id?: string }) =>
        organization.workspaces.list({ ...query, include_archived: true }, { signal });
      return { workspaces: (await allById("workspaces", named, list)).map(({ id, name }) => ({ id, name })) };
    },
  };
}

export function apiKeys({ organization }: ApiClient, signal: AbortSignal): Part {
  return {
    id: "api_keys",
    access: CONSOLE_ADMIN,
    optional: false,
    fetch: async () => {
      const all = await allById("api_keys", named, (query) => organization.apiKeys.list(query, { signal }));
      return { apiKeys: all.map(({ id, name }) => ({ id, name })) };
    },
  };
}

export function groups({ organization }: ApiClient, signal: AbortSignal): Part {
  return {
    id: "rbac_groups",
    access: GROUPS,
    optional: true,
    fetch: async () => {
      const all = await allByCursor("rbac_groups", named, (query) => organization.rbacGroups.list(query, { signal }));
      const found: OrgDirectory["groups"][number][] = [];
      for (const { id, name } of all) {
        const members = await allByCursor("rbac_groups/members", member, (query) =>
          organization.rbacGroups.members.list(id, query, { signal }),
        );
        found.push({ id, name, memberIds: members.map((m) => m.user_id) });
      }
      return { groups: found };
    },
  };
}
