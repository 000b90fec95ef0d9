import { assert } from "chai";
import { parseChallenges, parseToken } from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { API_ENDPOINTS } from "../../src/sample_api/mod.ts";
import { client, PASSWORD, person, SECRET } from "../support/cast.ts";
import { signIn } from "../support/journey.ts";
import {
  agreeTo,
  askSigned,
  askTemporary,
  askToken,
  type Consumer,
  type ConsumerAnswer,
  consumerOf,
  pairIn,
  registerConsumer,
  type SignOptions,
  threeLegs,
  type TokenPair,
  verifierAt,
} from "../support/oauth1.ts";
import { type RunningServer, startServer } from "../support/running_server.ts";
import { visitor } from "../support/visitor.ts";
import { say, tokensOf } from "./habits.ts";

/** A server, an application that bears tokens, one that signs, and somebody who uses both. */
interface Scene {
  readonly server: RunningServer;
  readonly ann: AccountRecord;
  readonly staff: AccountRecord;
  readonly bearing: ClientRecord;
  readonly consumer: Consumer;
}

let on: Scene;

before(async function () {
  this.timeout(60_000);
  const server = await startServer({ settings: { OAUTH1_PLAINTEXT_OVER_HTTP: "true" } });
  const { issuer } = server;
  on = {
    server,
    ann: await person(issuer, { email: "ann@people.test" }),
    staff: await person(issuer, { isStaff: true }),
    bearing: await client(issuer, { name: "The app" }),
    consumer: consumerOf(await registerConsumer(issuer, { name: "The app" })),
  };
});

after(() => on.server.stop());

/** Goes the three legs in a browser of the person's own. */
function approve({ username }: AccountRecord, scope?: string): Promise<TokenPair> {
  return threeLegs(on.server, {
    consumer: on.consumer,
    person: { username },
    ...(scope === undefined ? {} : { scope }),
  });
}

async function bearerOf({ username }: AccountRecord, scope: string): Promise<string> {
  const form = [
    ["grant_type", "password"],
    ["username", username],
    ["password", PASSWORD],
    ["scope", scope],
  ] as const;
  const user = `${on.bearing.clientId}:${SECRET}`;
  return tokensOf(await say(`${on.server.url}/token`, { form, user }), scope).access;
}

/** One call, and by what it is made. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly json?: Readonly<Record<string, unknown>>;
}

/** What a caller is told that does not depend on by which credentials. */
interface Told {
  readonly status: number;
  readonly body: unknown;
}

async function byBearer({ method, path, json }: Call, token: string): Promise<Told> {
  const { status, body } = await say(on.server.url + path, { method, bearer: token, ...(json && { json }) });
  return { status, body: body === "" ? undefined : JSON.parse(body) };
}

function signed(path: string, signing: Partial<SignOptions>): Promise<ConsumerAnswer> {
  return askSigned({ url: on.server.url + path, consumer: on.consumer, ...signing });
}

async function bySignature({ method, path, json }: Call, token: TokenPair): Promise<Told> {
  const headers = { "content-type": "application/json" };
  const content = json === undefined ? {} : { body: JSON.stringify(json), bodyHash: true, headers };
  const { status, text } = await signed(path, { method, token, ...content });
  return { status, body: text === "" ? undefined : JSON.parse(text) };
}

const WHOLE = { username: "renamed", email: "new@people.test", first_name: "New", last_name: "Name" };

/** A call of an operation, of a person's record. */
function callOf({ method, path }: (typeof API_ENDPOINTS)[number], { id }: Pick<AccountRecord, "id">): Call {
  const json = { PUT: { ...WHOLE, username: `renamed${id}` }, PATCH: { first_name: "Eva" } }[method as string];
  return { method, path: `/api${path.replace(":id", String(id))}`, ...(json && { json }) };
}

describe("the API, where it takes a bearer token (section F)", () => {
  for (const endpoint of API_ENDPOINTS) {
    for (const [who, scope] of [
      ["the person", "read write"],
      ["the person", "read"],
      ["the person", "write"],
      ["staff", "read write"],
      ["somebody else", "read write"],
    ] as const) {
      it(`answers a signature alike: ${endpoint.name}, by ${who} with '${scope}'`, async () => {
        const eve = await person(on.server.issuer);
        const caller = { "the person": eve, staff: on.staff, "somebody else": on.ann }[who];
        const token = await approve(caller, scope);
        const bearer = await bearerOf(caller, scope);
        const call = callOf(endpoint, eve);
        const first = await bySignature(call, token);
        if (first.status === 204) {
          // Nothing is left for the bearer.
          assert.isUndefined(await on.server.issuer.durable.accounts.find(eve.id));
          return;
        }
        const second = await byBearer(call, bearer);
        assert.deepEqual(comparable(first), comparable(second));
      });
    }
  }
});

/** Without what tells the two kinds of credentials, or two moments, apart. */
function comparable({ status, body }: Told): Told {
  if (typeof body !== "object" || body === null || !("token_type" in body)) return { status, body };
  const { token_type: _type, expires_at: _end, client_id: _client, ...rest } = body as Record<string, unknown>;
  return { status, body: rest };
}

describe("the three legs of a person's own (section F)", () => {
  it("are the classic ones: a request token that says it is confirmed, a verifier, an access token, a call", async () => {
    const temporary = await askTemporary(on.server, { consumer: on.consumer });
    assert.propertyVal(temporary.said, "oauth_callback_confirmed", "true");
    const person = { username: on.ann.username };
    const page = await agreeTo(on.server, { token: pairIn(temporary).token, person });
    const verifier = verifierAt(page);
    assert.match(verifier, /^\d{4,}$/);
    const redeemed = await askToken(on.server, { consumer: on.consumer, temporary: pairIn(temporary), verifier });
    const { status, text } = await signed("/api/token_info/", { token: pairIn(redeemed) });
    assert.equal(status, 200);
    assert.include(text, on.ann.username);
  });

  for (const signatureMethod of ["HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"] as const) {
    for (const place of ["header", "form", "query"] as const) {
      it(`sign calls by ${signatureMethod} in the ${place}`, async () => {
        const token = await approve(on.ann);
        const method = place === "form" ? "PATCH" : "GET";
        const { status, text } = await signed(`/api/users/${on.ann.id}/`, { token, signatureMethod, place, method });
        assert.equal(status, 200, text);
      });
    }
  }

  it("are refused at the API as soon as the person has taken the access back, on the page that lists it", async () => {
    const token = await approve(on.ann);
    assert.equal((await signed("/api/", { token })).status, 200);
    await takeBack(token);
    const answer = await signed("/api/", { token });
    assert.deepEqual([answer.status, answer.problem], [401, "token_revoked"]);
    const [challenge] = parseChallenges(answer.headers.get("WWW-Authenticate") ?? "");
    assert.equal(challenge?.scheme, "OAuth");
  });
});

/** Signs Ann in, who takes back what she allowed, as the page lists it. */
async function takeBack({ token }: TokenPair): Promise<void> {
  const browser = visitor(on.server.url);
  const list = await browser.go(`${on.server.url}/authorized_tokens`);
  const page = await signIn(browser, list, { username: on.ann.username });
  const address = `/authorized_tokens/${parseToken(token, "ot")?.tag}/delete`;
  assert.include(page.text, `href="${address}"`);
  await browser.submit(await browser.go(on.server.url + address), { form: address });
}
