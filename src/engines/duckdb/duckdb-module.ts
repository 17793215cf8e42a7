/** DuckDB as `@duckdb/node-api`, where it is installed: beside this package, or in the folder around it. */

import { createRequire } from "node:module";
import { join } from "node:path";
import { UserError } from "../../core/user-error.ts";
import type { TextRow } from "../sql/sql-engine.ts";
import type { DuckDb } from "./duckdb.ts";

/** The parts of the module that are used. */
type NodeApi = {
  readonly DuckDBInstance: {
    create(path: string): Promise<{
      connect(): Promise<Connection>;
      closeSync(): void;
    }>;
  };
};
type Connection = {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): unknown }>;
  closeSync(): void;
};

/** @returns null where the module is not installed */
export async function openModule(): Promise<DuckDb | null> {
  const api = load();
  if (api === null) return null;
  const instance = await api.DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  return {
    rows: async (sql) => {
      const result = await failing(() => connection.runAndReadAll(sql));
      return result.getRowObjectsJson() as readonly TextRow[];
    },
    run: async (sql) => {
      await failing(() => connection.run(sql));
    },
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function load(): NodeApi | null {
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    try {
      return createRequire(from)("@duckdb/node-api") as NodeApi;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  return null;
}

async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new UserError(`DuckDB: ${(error as Error).message}`, { cause: error });
  }
}
