import { assert } from "chai";
import { s256 } from "../../src/protocol/mod.ts";
import { digest } from "../../src/platform/mod.ts";
import { mintToken } from "../../src/protocol/mod.ts";
import { client, PASSWORD, person, SECRET } from "../support/cast.ts";
import { assertionClaims, assertionForm, keyClient, namedKey, signed } from "../support/client_jwt.ts";
import { codeRequest, VERIFIER } from "../support/code_flow.ts";
import { proofBy, proofKey } from "../support/dpop.ts";
import { EVERYTHING } from "../support/everything.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { encode, type Given } from "../support/issuer_under_test.ts";
import { askSigned, pairIn, signRequest, type SignOptions, type TokenPair } from "../support/oauth1.ts";
import { bearerClaims, signedByIdp } from "../support/trusted_issuer.ts";
import { formsOf } from "../support/visitor.ts";

/** The values that a transcript names as `{{name}}`, made when it asks for one. */
type Values = Readonly<Record<string, () => Promise<string> | string>>;

/** A server, and what a transcript may name. */
export interface Stage {
  readonly server: HttpServer;
  readonly values: Values;
}

function basic(clientId: string, secret = SECRET): string {
  return Buffer.from(`${clientId}:${secret}`).toString("base64");
}

/** Asks the token endpoint as the application. */
async function token(
  server: HttpServer,
  form: Given,
  member: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const type = "application/x-www-form-urlencoded";
  const headers = { authorization: `Basic ${basic("app")}`, "content-type": type, ...more };
  const response = await fetch(`${server.origin}/token`, { method: "POST", headers, body: encode(form) });
  const body = (await response.json()) as Readonly<Record<string, string>>;
  return body[member] ?? assert.fail(`there is no ${member} in ${JSON.stringify(body)}`);
}

/** Goes to /authorize as Ann, signed in. */
async function authorize(server: HttpServer, cookie: string, clientId: string, changes: Given = {}): Promise<URL> {
  const app = await server.issuer.clients.find(clientId);
  assert(app !== undefined);
  const address = `${server.origin}/authorize?${encode(codeRequest(app, changes))}`;
  const response = await fetch(address, { headers: { cookie }, redirect: "manual" });
  return new URL(response.headers.get("location") ?? "", server.origin);
}

/** The seal in a form of a page. */
async function sealAt(server: HttpServer, path: string, cookie: string, action = path): Promise<string> {
  const page = await fetch(server.origin + path, { headers: { cookie } });
  const form = formsOf(await page.text()).find((one) => one.action.startsWith(action));
  return Object.fromEntries(form?.fields ?? [])["csrf"] ?? assert.fail(`there is no form for ${action} at ${path}`);
}

/** What names the browser of somebody who is not signed in. */
const BROWSER = "__Host-b=browser-of-somebody";

/** A proof of the one key that a transcript has. */
async function proof({ issuer, clock }: HttpServer, htm: string, path: string, accessToken?: string): Promise<string> {
  const parts = { htm, htu: issuer.url + path, iat: clock.now() };
  return proofBy(await proofKey("golden"), accessToken === undefined ? parts : { ...parts, accessToken });
}

function once(make: () => Promise<string>): () => Promise<string> {
  let made: Promise<string> | undefined;
  return () => (made ??= make());
}

/** What a consumer of OAuth 1.0a has and sends, whose credentials Ann is asked to approve. */
function consumerValues(server: HttpServer, session: () => Promise<string>): Values {
  const consumer = { key: "consumer", secret: SECRET };
  const { issuer, origin, clock } = server;
  async function send({ path, ...options }: Omit<SignOptions, "consumer" | "url"> & { readonly path: string }) {
    const plain = { consumer, signatureMethod: "PLAINTEXT", method: "POST", timestamp: clock.now() } as const;
    return pairIn(await askSigned({ ...plain, ...options, url: origin + path }));
  }
  function temporaryFor(callback: string): Promise<TokenPair> {
    return send({ path: "/oauth1/request_token", params: { oauth_callback: callback } });
  }
  function kept(make: () => Promise<TokenPair>): () => Promise<TokenPair> {
    const text = once(async () => JSON.stringify(await make()));
    return async () => JSON.parse(await text()) as TokenPair;
  }
  async function askedAt(token: string): Promise<string> {
    const cookie = await session();
    const address = `${origin}/authorize?oauth_token=${token}`;
    const { headers } = await fetch(address, { headers: { cookie }, redirect: "manual" });
    return headers.get("location") ?? assert.fail("nobody is asked");
  }
  /** What Ann says about temporary credentials; she is asked again the next time. */
  async function decide({ token }: TokenPair, action: string): Promise<Response> {
    const [cookie, path] = [await session(), await askedAt(token)];
    const body = new URLSearchParams({ csrf: await sealAt(server, path, cookie), action, scope: "read" });
    const response = await fetch(origin + path, { method: "POST", headers: { cookie }, body, redirect: "manual" });
    const [ann, client] = [await issuer.durable.accounts.findByUsername("ann"), await issuer.clients.find("consumer")];
    await issuer.durable.consents.forget(ann?.id ?? 0, client?.id ?? 0);
    return response;
  }
  // Each is decided once at most, so that one stage has values for all transcripts.
  const temporary = kept(() => temporaryFor("https://client.test/cb"));
  const asked = kept(() => temporaryFor("https://client.test/cb"));
  const denied = kept(async () => {
    const pair = await temporaryFor("https://client.test/cb");
    await decide(pair, "deny");
    return pair;
  });
  const typed = kept(() => temporaryFor("oob"));
  const interaction = once(async () => askedAt((await asked()).token));
  const typedInteraction = once(async () => askedAt((await typed()).token));
  const verifier = once(async () => {
    const { headers } = await decide(await temporary(), "allow");
    return new URL(headers.get("location") ?? "").searchParams.get("oauth_verifier") ?? assert.fail("no verifier");
  });
  return {
    consumer_signature: () => encodeURIComponent(`${SECRET}&`),
    consumer_hmac: () => {
      const url = `${issuer.url}/oauth1/request_token`;
      const signed = { url, method: "POST", consumer, signatureMethod: "HMAC-SHA256", nonce: "a-nonce" } as const;
      const params = { oauth_callback: "oob", oauth_version: undefined };
      return signRequest({ ...signed, params, timestamp: clock.now() }).headers["authorization"] ?? "";
    },
    temporary: async () => (await temporary()).token,
    temporary_signature: async () => encodeURIComponent(`${SECRET}&${(await temporary()).secret}`),
    oauth1_interaction: interaction,
    oauth1_csrf: once(async () => sealAt(server, await interaction(), await session())),
    pin_interaction: typedInteraction,
    pin_csrf: once(async () => sealAt(server, await typedInteraction(), await session())),
    oauth1_verifier: verifier,
    denied_temporary: async () => (await denied()).token,
    denied_signature: async () => encodeURIComponent(`${SECRET}&${(await denied()).secret}`),
    used_temporary: once(async () => {
      const params = { oauth_verifier: await verifier() };
      await send({ path: "/oauth1/access_token", token: await temporary(), params });
      return (await temporary()).token;
    }),
  };
}

/** Opens a server with Ann, applications of each kind and a resource server; ids are as transcripts write them. */
export async function openStage(): Promise<Stage> {
  const server = await httpServer({ settings: { ...EVERYTHING, CLIENT_REGISTRATION: "token", SIGN_UP: "open" } });
  const { issuer } = server;
  const ann = await person(issuer, { username: "ann" });
  await client(issuer, {
    clientId: "app",
    name: "An application",
    skipAuthorization: true,
    metadata: { post_logout_redirect_uris: ["https://client.test/bye"] },
  });
  await client(issuer, {
    clientId: "told-app",
    name: "An application that is told in the browser",
    skipAuthorization: true,
    metadata: { frontchannel_logout_uri: "https://client.test/out", frontchannel_logout_session_required: true },
  });
  await client(issuer, { clientId: "asking-app", name: "An application that asks" });
  await client(issuer, {
    clientId: "public-app",
    name: "A public application",
    type: "public",
    skipAuthorization: true,
  });
  await client(issuer, {
    clientId: "machine",
    name: "A machine",
    grantTypes: ["client_credentials"],
    redirectUris: [],
  });

  await client(issuer, { clientId: "consumer", name: "A consumer", grantTypes: ["oauth1", "client_credentials"] });

  const key = await namedKey();
  const machine = { grantTypes: ["client_credentials"], redirectUris: [] };
  const keyApp = await keyClient(issuer, { clientId: "key-app", name: "An application with a key", ...machine });
  await client(issuer, {
    clientId: "signing-app",
    name: "An application that signs",
    skipAuthorization: true,
    metadata: { jwks: key.jwks, request_object_signing_alg: "ES256" },
  });

  const password = { grant_type: "password", username: "ann", password: PASSWORD };
  const session = once(async () => {
    const cookie = `__Host-sid=${(await issuer.sessions.start(ann)).id}; __Host-b=browser-of-ann`;
    // The first visit brings what scripts may read.
    const { headers } = await fetch(`${server.origin}/account`, { headers: { cookie } });
    return [cookie, ...headers.getSetCookie().map((line) => line.split("; ")[0])].join("; ");
  });
  const staffSession = once(async () => {
    const sue = await person(issuer, { username: "sue", isStaff: true });
    return `__Host-sid=${(await issuer.sessions.start(sue)).id}; __Host-b=browser-of-sue`;
  });
  async function codeFor(clientId: string, changes: Given = {}): Promise<string> {
    const { searchParams } = await authorize(server, await session(), clientId, changes);
    return searchParams.get("code") ?? assert.fail("there is no code");
  }
  const code = once(() => codeFor("app"));
  const redemption = {
    grant_type: "authorization_code",
    redirect_uri: "https://client.test/cb",
    code_verifier: VERIFIER,
  };
  const refresh = once(() => token(server, password, "refresh_token"));
  // By a code, since the password may have been tried too often by then.
  const keyToken = once(async () => {
    const redeemed = { ...redemption, code: await codeFor("app", { scope: "openid" }) };
    return token(server, redeemed, "access_token", { dpop: await proof(server, "POST", "/token") });
  });
  const interaction = once(async () => (await authorize(server, await session(), "asking-app")).pathname);
  const csrf = once(async () => sealAt(server, await interaction(), await session()));
  async function prompted(prompt: string): Promise<string> {
    return (await authorize(server, await session(), "asking-app", { prompt })).pathname;
  }
  const choice = once(() => prompted("select_account"));
  const signUp = once(() => prompted("create"));
  /** Has the public application begin as a device; both codes. */
  async function begin(): Promise<Readonly<Record<string, string>>> {
    const body = new URLSearchParams({ client_id: "public-app", scope: "read" });
    const response = await fetch(`${server.origin}/device_authorization`, { method: "POST", body });
    return (await response.json()) as Readonly<Record<string, string>>;
  }
  const device = once(async () => JSON.stringify(await begin()));
  async function told(member: string): Promise<string> {
    return JSON.parse(await device())[member] ?? assert.fail(`there is no ${member}`);
  }
  /** Sends a form of the device pages as Ann, the fields of the page's own form beside hers. */
  async function submit(page: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const form = formsOf(page).find(({ action }) => action.startsWith("/device"));
    const body = new URLSearchParams(
      [...(form?.fields ?? []).filter(([name]) => !(name in fields)), ...Object.entries(fields)].map(
        ([name, value]) => [name, value],
      ),
    );
    const headers = { cookie: await session(), "sec-fetch-site": "same-origin" };
    return (await fetch(server.origin + (form?.action ?? ""), { method: "POST", headers, body })).text();
  }
  async function codePage(): Promise<string> {
    return (await fetch(`${server.origin}/device`, { headers: { cookie: await session() } })).text();
  }
  async function question(): Promise<string> {
    return submit(await codePage(), { user_code: await told("user_code") });
  }
  function csrfIn(page: string): string {
    const form = formsOf(page).find(({ action }) => action.startsWith("/device"));
    return Object.fromEntries(form?.fields ?? [])["csrf"] ?? assert.fail("there is no form of a device");
  }
  const initial = once(async () => {
    const made = mintToken("it", issuer);
    await issuer.durable.initialTokens.add({ digest: digest(made), usesLeft: 2, createdAt: issuer.clock.now() });
    return made;
  });
  /** An application that registered by itself. */
  const registered = once(async () => {
    const headers = { authorization: `Bearer ${await initial()}`, "content-type": "application/json" };
    const body = JSON.stringify({ redirect_uris: ["https://app.test/cb"], client_name: "App" });
    return (await fetch(`${server.origin}/register`, { method: "POST", headers, body })).text();
  });
  async function registration(member: string): Promise<string> {
    return JSON.parse(await registered())[member] ?? assert.fail(`there is no ${member}`);
  }
  const values: Values = {
    ...consumerValues(server, session),
    initial_token: initial,
    client_id: () => registration("client_id"),
    registration_token: () => registration("registration_access_token"),
    basic: () => basic("app"),
    wrong_basic: () => basic("app", "wrong"),
    machine_basic: () => basic("machine"),
    secret: () => SECRET,
    password: () => encode({ a: PASSWORD }).slice(2),
    verifier: () => VERIFIER,
    challenge: () => s256(VERIFIER),
    session,
    code,
    public_code: once(() => codeFor("public-app")),
    pushed: once(async () => {
      const headers = { authorization: `Basic ${basic("app")}` };
      const request = { client_id: "app", response_type: "code", state: "abc", scope: "read" };
      const body = encode({ ...request, code_challenge: s256(VERIFIER), code_challenge_method: "S256" });
      const form = { ...headers, "content-type": "application/x-www-form-urlencoded" };
      const answer = await fetch(`${server.origin}/par`, { method: "POST", headers: form, body });
      const { request_uri: requestUri } = (await answer.json()) as Readonly<Record<string, string>>;
      return encode({ a: requestUri }).slice(2);
    }),
    used_code: once(async () => {
      const used = await codeFor("app");
      await token(server, { ...redemption, code: used }, "access_token");
      return used;
    }),
    access_token: once(() => token(server, password, "access_token")),
    // By a code, since the password may have been tried too often by then.
    openid_token: once(async () =>
      token(server, { ...redemption, code: await codeFor("app", { scope: "openid profile email" }) }, "access_token"),
    ),
    id_token: once(async () =>
      token(server, { ...redemption, code: await codeFor("app", { scope: "openid" }) }, "id_token"),
    ),
    refresh_token: refresh,
    used_refresh_token: once(async () => {
      const used = await refresh();
      await token(server, { grant_type: "refresh_token", refresh_token: used }, "access_token");
      return used;
    }),
    introspection_token: once(() =>
      token(server, { grant_type: "client_credentials", scope: "introspection" }, "access_token"),
    ),
    // For https://api.test/books, and worth nothing elsewhere.
    bound_token: once(() =>
      token(server, { grant_type: "client_credentials", resource: "https://api.test/books" }, "access_token"),
    ),
    proof: () => proof(server, "POST", "/token"),
    proof_of_another_address: () => proof(server, "POST", "/userinfo"),
    proof_for_token: async () => proof(server, "GET", "/userinfo", await keyToken()),
    key_token: keyToken,
    bound_refresh_token: once(async () => {
      const resource = ["https://api.test/books", "https://api.test/songs"];
      return token(server, { ...redemption, code: await codeFor("app", { resource }) }, "refresh_token");
    }),
    interaction,
    csrf,
    choice,
    choice_csrf: once(async () => sealAt(server, await choice(), await session())),
    sign_up: signUp,
    sign_up_csrf: once(async () => sealAt(server, await signUp(), await session())),
    told_session: once(async () => {
      await codeFor("told-app", { scope: "openid" });
      return session();
    }),
    account_csrf: once(async () => sealAt(server, "/account", await session(), "/logout")),
    sign_up_page_csrf: once(async () => {
      const headers = { cookie: BROWSER, accept: "text/html" };
      const [form] = formsOf(await (await fetch(`${server.origin}/sign_up`, { headers })).text());
      return Object.fromEntries(form?.fields ?? [])["csrf"] ?? assert.fail("there is no form");
    }),
    login_csrf: once(async () => sealAt(server, "/login", BROWSER)),
    staff_session: staffSession,
    staff_csrf: once(async () => sealAt(server, "/account", await staffSession(), "/logout")),
    // The application that Ann allowed something, and that need not ask again.
    consented: once(async () => {
      const asking = await issuer.clients.find("asking-app");
      assert(asking !== undefined);
      const consent = { accountId: ann.id, client: asking.id, scope: ["read"], grantedAt: issuer.clock.now() };
      await issuer.durable.consents.remember(consent);
      return String(asking.id);
    }),
    person: () => String(ann.id),
    person_changed_at: () => String(ann.updatedAt),
    sid: once(async () => /__Host-sid=([\w-]{22})/.exec(await session())?.[1] ?? assert.fail("there is no session")),
    tag: once(async () => (await token(server, password, "access_token")).slice("ts_at_".length).slice(0, 8)),
    browser: () => BROWSER,
    // An application that Ann registered.
    application: once(async () => {
      const metadata = { contacts: ["ann@client.test"] };
      return String(
        (await client(issuer, { clientId: "ann-app", name: "Her application", ownerId: ann.id, metadata })).id,
      );
    }),
    // Tried too often from here; the next try has to wait.
    tried_name: once(async () => {
      for (let guess = 1; guess <= 6; guess += 1)
        await issuer.checkCredentials({ username: "ann", password: `guess ${guess}`, address: "127.0.0.1" });
      return "ann";
    }),
    answered_interaction: once(async () => {
      const body = new URLSearchParams({
        csrf: await csrf(),
        action: "deny",
      });
      const headers = { cookie: await session() };
      await fetch(server.origin + (await interaction()), { method: "POST", headers, body, redirect: "manual" });
      return interaction();
    }),
    device_code: () => told("device_code"),
    user_code: () => told("user_code"),
    // Like a code for a device, and nobody's.
    mistyped: () => "BBBB-BBBB",
    allowed_device_code: once(async () => {
      await submit(await question(), { action: "allow" });
      return told("device_code");
    }),
    device_csrf: once(async () => csrfIn(await codePage())),
    decision_csrf: once(async () => csrfIn(await question())),
    client_assertion: () => signed(assertionClaims(issuer, keyApp), key),
    used_client_assertion: once(async () => {
      const used = await signed(assertionClaims(issuer, keyApp), key);
      const body = new URLSearchParams({ token: "nonsense", ...assertionForm(used) });
      await fetch(`${server.origin}/revoke`, { method: "POST", body });
      return used;
    }),
    jwt_of_trusted_issuer: () => signedByIdp(bearerClaims(issuer, ann)),
    jwt_of_another_issuer: () => signedByIdp(bearerClaims(issuer, ann, { iss: "https://other.test" })),
    request_object: once(async () => {
      const app = await issuer.clients.find("signing-app");
      assert(app !== undefined);
      return signed({ ...codeRequest(app), state: "abc", iss: "signing-app", aud: issuer.url }, key);
    }),
    // Asked ten times before.
    eleventh: once(async () => {
      for (let time = 1; time <= 10; time += 1) await fetch(`${server.origin}/api/throttled/`);
      return "11";
    }),
    large_body: () => "a".repeat(65_537),
  };
  return { server, values };
}
