// Stands in for the `duckdb` program, which is not an npm package: statements on stdin are run by the same engine as a module,
// one after another as they come; what fails is said on stderr and the next one is run. It prints nothing before it ends.

import { createInterface } from "node:readline";
import { DuckDBInstance } from "@duckdb/node-api";

const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
let statement = "";
for await (const line of createInterface({ input: process.stdin })) {
  statement += `${line}\n`;
  if (!line.endsWith(";")) continue;
  try {
    // Nothing is fetched in tests.
    if (statement.startsWith("INSTALL")) throw new Error('Failed to download extension "httpfs"');
    await connection.run(statement);
  } catch (error) {
    process.stderr.write(`Error: ${error.message}\n`);
  }
  statement = "";
}
