/** The floor: the least that any Koa server on Redis does. One command, no thought. */
import { Router } from "@koa/router";
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";
import Koa from "koa";
import bodyParser from "koa-bodyparser";
import { tellParent } from "./server_process.ts";

const redis = new Redis(process.env["REDIS_URL"] ?? "", { enableAutoPipelining: true });
const value = randomBytes(47);
await redis.set("floor:token", value);

const introspected = JSON.stringify({
  active: true,
  scope: "read write",
  client_id: "bench-confidential",
  username: "alice",
  token_type: "Bearer",
  exp: 1_900_000_000,
  iat: 1_800_000_000,
  sub: "6e7e0984-367f-427b-88f5-e631e32b7e87",
  iss: "http://127.0.0.1:8000",
});
const issued = JSON.stringify({
  access_token: "x".repeat(64),
  token_type: "Bearer",
  expires_in: 600,
  scope: "read write",
});

const app = new Koa();
const router = new Router();
const parse = bodyParser({
  enableTypes: ["text"],
  extendTypes: { text: ["application/x-www-form-urlencoded"] },
  textLimit: "65536",
});

router.post("/get", parse, async (context) => {
  await redis.getBuffer("floor:token");
  context.type = "application/json";
  context.body = introspected;
});
router.post("/set", parse, async (context) => {
  await redis.set("floor:token", value, "EX", 600);
  context.type = "application/json";
  context.body = issued;
});
router.get("/api", async (context) => {
  await redis.getBuffer("floor:token");
  context.type = "application/json";
  context.body = '{"message":"You may call this API"}';
});
router.get("/empty", (context) => {
  context.type = "application/json";
  context.body = "{}";
});
app.use(router.routes());
const server = app.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  tellParent({ port: String(port) });
});
