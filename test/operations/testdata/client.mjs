// A client of the authorization code flow, as short as it can be while it checks what it must. Words on its command line
// make it worse: `careless` compares no state, `exit-at=N` breaks at its N-th step unless the flow is the unmodified one,
// `start=MS` takes so long to begin.
import { createHash, randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const words = new Map(process.argv.slice(2).map((word) => [word.split("=")[0], Number(word.split("=")[1] ?? 1)]));
const { TOUCHSTONE_ISSUER: issuer, TOUCHSTONE_CLIENT_ID: id, TOUCHSTONE_CLIENT_SECRET: secret } = process.env;
const { TOUCHSTONE_REDIRECT_URI: redirectUri, TOUCHSTONE_SCOPE: scope, TOUCHSTONE_RESOURCE: resource } = process.env;
let steps = 0;

function step() {
  steps += 1;
  if (process.env.TOUCHSTONE_CONTROL !== "true" && words.get("exit-at") === steps) process.exit(1);
}

function demand(holds, why) {
  if (holds) return;
  console.log(`touchstone: refused ${why}`);
  process.exit(76);
}

async function json(url, options) {
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(8_000), ...options });
    demand(response.ok, `status ${response.status}`);
    return await response.json();
  } catch (error) {
    return demand(false, error.message);
  }
}

await sleep(words.get("start") ?? 0);
step();
const metadata = await json(`${issuer}/.well-known/oauth-authorization-server`);
demand(metadata.issuer === issuer, "the metadata is of another issuer");
step();
const [state, verifier] = [randomBytes(32), randomBytes(32)].map((bytes) => bytes.toString("base64url"));
const query = new URLSearchParams({ response_type: "code", client_id: id, redirect_uri: redirectUri, scope, state });
query.set("code_challenge", createHash("sha256").update(verifier).digest("base64url"));
query.set("code_challenge_method", "S256");
console.log(`Open ${metadata.authorization_endpoint}?${query}`);
step();
const { value: line } = await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next();
const answer = new URL(line).searchParams;
const isOnce = ["code", "state", "iss"].every((name) => answer.getAll(name).length === 1);
demand(words.has("careless") || isOnce, "a parameter is missing, or there twice");
demand(words.has("careless") || answer.get("state") === state, "the state is another one");
demand(answer.get("iss") === issuer, "the answer is of another issuer");
demand(!answer.has("error"), "the answer is an error");
demand(answer.get("code") !== "", "there is no code");
step();
const token = await json(metadata.token_endpoint, {
  method: "POST",
  headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` },
  body: new URLSearchParams({
    grant_type: "authorization_code",
    code: answer.get("code"),
    redirect_uri: redirectUri,
    code_verifier: verifier,
  }),
});
demand(typeof token?.access_token === "string" && token.access_token !== "", "there is no token");
demand(String(token.token_type).toLowerCase() === "bearer", "the token is of another type");
step();
await json(resource, { headers: { authorization: `Bearer ${token.access_token}` } });
process.exit(0);
