// ClickHouse's engine (chdb) behind as much of its HTTP interface as its client uses. Started by clickhouse.test.ts with the
// folder that chdb is installed in; prints the port it listens on. Refuses another user or password than its own.

import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const chdb = createRequire(join(process.argv[2], "package.json"))("chdb");
const EXPECTED = `Basic ${Buffer.from("reader:secret").toString("base64")}`;

const server = createServer((request, response) => {
  let sql = "";
  request.setEncoding("utf8");
  request.on("data", (text) => {
    sql += text;
  });
  request.on("end", () => {
    if (request.headers.authorization !== EXPECTED) {
      response.writeHead(403).end("Code: 516. DB::Exception: reader: Authentication failed. (AUTHENTICATION_FAILED)");
      return;
    }
    try {
      const answer = String(chdb.query(sql, "JSONEachRow"));
      response.writeHead(200).end(answer);
    } catch (error) {
      response.writeHead(500).end(error.message);
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
