/**
 * An application of somebody else's in a process of its own, without our stores, settings or server: it calls itself,
 * prints what came of it, and ends once nothing is left to do.
 */
import { createServer } from "node:http";
import Koa from "koa";
import { authenticate, guard, hasResourceScope } from "../../src/resource_server/mod.ts";
import { says, shopReader } from "./foreign_api.ts";

const app = new Koa();
app.use(authenticate({ reader: shopReader("shop"), realm: "books" }));
app.use(guard(hasResourceScope("books")));
app.use(says("in"));

const handle = app.callback();
const server = createServer((request, response) => void handle(request, response));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = server.address();
const port = typeof address === "object" && address !== null ? address.port : 0;

const statuses: number[] = [];
for (const token of [undefined, "dead", "shop.ann.books", "shop.ann.books/read"]) {
  const headers = { Connection: "close", ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) };
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers });
  await response.text();
  statuses.push(response.status);
}
server.close();
process.stdout.write(JSON.stringify(statuses));
