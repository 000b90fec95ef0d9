/**
 * The floor: the least that any Koa server on Redis does. One command, no thought.
 *
 * Beside it what a server cannot do without that issues an ID token: the same and one signature; and what one cannot do
 * without that redeems a code once, whatever dies: three commands, one row in Postgres, and a signature; and what an API
 * that takes requests signed by OAuth 1.0a: an HMAC, a read, and a claim of the nonce.
 */
import { Router } from "@koa/router";
import { createHmac, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";
import Koa from "koa";
import bodyParser from "koa-bodyparser";
import { Pool } from "pg";
import { tellParent } from "./server_process.ts";

const redis = new Redis(process.env["REDIS_URL"] ?? "", { enableAutoPipelining: true });
const value = randomBytes(48);
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

const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
/** As long as what an ID token's signature covers: a header that names its key, and a dozen claims. */
const signedPart = Buffer.from("x".repeat(560));

function idToken(): string {
  return sign("sha256", signedPart, { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url");
}

function answerWith(token: string): string {
  return `{"access_token":"${"x".repeat(64)}","token_type":"Bearer","expires_in":600,"scope":"openid","refresh_token":"${"x".repeat(64)}","id_token":"${"x".repeat(560)}.${token}"}`;
}

const postgres = new Pool({ connectionString: process.env["DATABASE_URL"] ?? "", max: 10 });
await postgres.query("create table if not exists floor_families (digest text primary key, body jsonb not null)");
const familyBody = JSON.stringify({ openid: { authTime: 1_800_000_000, amr: ["pwd"] }, scope: ["openid", "read"] });
const family = { name: "floor", text: "insert into floor_families (digest, body) values ($1, $2)" } as const;

/** As long as what a signed request to an API covers, and what it is signed with. */
const baseString = "x".repeat(380);
const hmacKey = "x".repeat(90);
let nonces = 0;

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
router.post("/signed", parse, async (context) => {
  await redis.set("floor:token", value, "EX", 600);
  context.type = "application/json";
  context.body = answerWith(idToken());
});
router.post("/exchange", parse, async (context) => {
  const digest = randomBytes(16).toString("hex");
  await redis.getBuffer("floor:token");
  const [claimed] = await Promise.all([
    redis.set(`floor:code:${digest}`, value, "EX", 600, "NX"),
    redis.set(`floor:${digest}`, value, "EX", 600),
  ]);
  if (claimed === null) return;
  await postgres.query({ ...family, values: [digest, familyBody] });
  context.type = "application/json";
  context.body = answerWith(idToken());
});
router.get("/api", async (context) => {
  await redis.getBuffer("floor:token");
  context.type = "application/json";
  context.body = '{"message":"You may call this API"}';
});
router.get("/signed_api", async (context) => {
  const mac = createHmac("sha1", hmacKey).update(baseString).digest("base64");
  await redis.getBuffer("floor:token");
  nonces += 1;
  if (mac === "" || (await redis.set(`floor:nonce:${nonces}`, "", "EX", 610, "NX")) === null) return;
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
