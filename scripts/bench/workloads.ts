import { printOauthAuthorization, signatureBaseString, signatureOf } from "../../src/oauth1/mod.ts";
import { formRequest, getRequest, type Shot } from "./load.ts";

/** What the measured server told of itself. */
export interface Facts {
  readonly port: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly session: string;
  readonly callback: string;
  /** Of OAuth 1.0a, and token credentials of the same person. */
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly token: string;
  readonly tokenSecret: string;
}

/** One thing to measure. */
export interface Workload {
  readonly name: string;
  /** What the floor does instead; undefined = it is reported without a ratio. */
  readonly floor: Shot | undefined;
  /** CPU of the server over that of the floor; undefined = no goal. */
  readonly goal?: number;
  /** Requests of a round. */
  readonly requests: number;
  /** Makes what a round needs; the time that it takes does not count. */
  prepare(facts: Facts, requests: number): Promise<Shot>;
}

/** The pair of RFC 7636, Appendix B. */
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

function same(request: Buffer, status = 200): Shot {
  return { next: () => request, status };
}

function each(requests: readonly Buffer[], status = 200): Shot {
  let at = 0;
  return {
    next() {
      const request = requests[at];
      at += 1;
      if (request === undefined) throw new RangeError("Cannot shoot more often than was prepared");
      return request;
    },
    status,
  };
}

function basic({ clientId, clientSecret }: Facts, client = clientId): Readonly<Record<string, string>> {
  return { Authorization: `Basic ${Buffer.from(`${client}:${clientSecret}`).toString("base64")}` };
}

/** Sends a form as a client; answers the members of the reply. */
async function post(
  facts: Facts,
  path: string,
  { form, client }: { readonly form: string; readonly client?: string },
): Promise<Readonly<Record<string, string>>> {
  const headers = { ...basic(facts, client), "Content-Type": "application/x-www-form-urlencoded" };
  const response = await fetch(`http://127.0.0.1:${facts.port}${path}`, { method: "POST", headers, body: form });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** Does something often, sixteen at a time. */
async function often<T>(count: number, work: () => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  async function worker(): Promise<void> {
    while (results.length < count) results.push(await work());
  }
  await Promise.all(Array.from({ length: 16 }, worker));
  return results.slice(0, count);
}

/** What a code is asked for: tokens alone, or an ID token as well, by the client that takes it in one algorithm. */
interface Wish {
  readonly client: string;
  readonly scope: string;
}

function plain({ clientId }: Facts): Wish {
  return { client: clientId, scope: "read write" };
}

function signedBy(alg: "ES256" | "RS256", { clientId }: Facts): Wish {
  return { client: `${clientId}-${alg}`, scope: "openid" };
}

async function code(facts: Facts, { client, scope }: Wish = plain(facts)): Promise<string> {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: client,
    scope,
    redirect_uri: facts.callback,
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
  });
  const response = await fetch(`http://127.0.0.1:${facts.port}/authorize?${query}`, {
    redirect: "manual",
    headers: { cookie: `sid=${facts.session}` },
  });
  await response.arrayBuffer();
  return new URL(response.headers.get("location") ?? "").searchParams.get("code") ?? "";
}

function codeForm(facts: Facts, text: string): string {
  return `grant_type=authorization_code&code=${text}&redirect_uri=${encodeURIComponent(facts.callback)}&code_verifier=${VERIFIER}`;
}

async function accessToken(facts: Facts): Promise<string> {
  return (await post(facts, "/token", { form: "grant_type=client_credentials" }))["access_token"] ?? "";
}

async function refreshToken(facts: Facts): Promise<string> {
  return (await post(facts, "/token", { form: codeForm(facts, await code(facts)) }))["refresh_token"] ?? "";
}

/** A request to the API, signed now with a nonce of its own. */
function signedGet(facts: Facts, nonce: number): Buffer {
  const { consumerKey, consumerSecret, token, tokenSecret } = facts;
  const path = "/api/";
  const params = [
    ["oauth_consumer_key", consumerKey],
    ["oauth_token", token],
    ["oauth_signature_method", "HMAC-SHA1"],
    ["oauth_timestamp", String(Math.floor(Date.now() / 1_000))],
    ["oauth_nonce", `n${nonce}`],
  ] as const;
  const base = signatureBaseString({ method: "GET", origin: "http://127.0.0.1", path, params });
  const signature = signatureOf("HMAC-SHA1", { base, key: { consumerSecret, tokenSecret } });
  return getRequest(path, {
    Authorization: printOauthAuthorization({ params: [...params, ["oauth_signature", signature]] }),
  });
}

let nonces = 0;

async function signedCalls(facts: Facts, requests: number): Promise<Shot> {
  return each(Array.from({ length: requests }, () => signedGet(facts, (nonces += 1))));
}

const SAME_SIZE = { Authorization: `Basic ${"x".repeat(112)}` };
const FLOOR_GET = same(formRequest("/get", `token=${"x".repeat(64)}`, SAME_SIZE));
const FLOOR_SET = same(formRequest("/set", "grant_type=client_credentials", SAME_SIZE));

const FLOOR_SIGNED = same(formRequest("/signed", "grant_type=client_credentials", SAME_SIZE));
const FLOOR_EXCHANGE = same(formRequest("/exchange", "grant_type=client_credentials", SAME_SIZE));
const FLOOR_EMPTY = same(getRequest("/empty"));
const FLOOR_SIGNED_API = same(getRequest("/signed_api", { Authorization: `OAuth ${"x".repeat(330)}` }));
const FLOOR_API = same(getRequest("/api", { Authorization: `Bearer ${"x".repeat(64)}` }));

/** Exchanges of a code for tokens, with an ID token in one algorithm. */
function exchanges(alg: "ES256" | "RS256"): Workload["prepare"] {
  return async (facts, requests) => {
    const wish = signedBy(alg, facts);
    const codes = await often(requests, () => code(facts, wish));
    return each(codes.map((text) => formRequest("/token", codeForm(facts, text), basic(facts, wish.client))));
  };
}

/** All that is measured, the hot paths first. */
export const WORKLOADS: readonly Workload[] = [
  {
    name: "introspection, live token",
    floor: FLOOR_GET,
    goal: 1.35,
    requests: 6_000,
    async prepare(facts) {
      const body = await post(facts, "/token", { form: codeForm(facts, await code(facts)) });
      return same(formRequest("/introspect", `token=${body["access_token"]}`, basic(facts)));
    },
  },
  {
    name: "introspection, unknown token",
    floor: FLOOR_GET,
    goal: 1.35,
    requests: 6_000,
    async prepare(facts) {
      const token = await accessToken(facts);
      await post(facts, "/introspect", { form: `token=${token}` });
      await fetch(`http://127.0.0.1:${facts.port}/revoke`, {
        method: "POST",
        headers: { ...basic(facts), "Content-Type": "application/x-www-form-urlencoded" },
        body: `token=${token}`,
      });
      return same(formRequest("/introspect", `token=${token}`, basic(facts)));
    },
  },
  {
    name: "client_credentials",
    floor: FLOOR_SET,
    goal: 1.5,
    requests: 6_000,
    prepare: async (facts) => same(formRequest("/token", "grant_type=client_credentials", basic(facts))),
  },
  {
    name: "bearer check before an API",
    floor: FLOOR_API,
    goal: 1.25,
    requests: 6_000,
    prepare: async (facts) => same(getRequest("/api/", { Authorization: `Bearer ${await accessToken(facts)}` })),
  },
  {
    // what a throttle costs is what it has more than the row before
    name: "bearer check, throttled",
    floor: FLOOR_API,
    requests: 6_000,
    prepare: async (facts) =>
      same(getRequest("/api/throttled/", { Authorization: `Bearer ${await accessToken(facts)}` })),
  },
  {
    // besides the read of the token, its nonce is claimed
    name: "signed request before an API",
    floor: FLOOR_API,
    requests: 4_000,
    prepare: signedCalls,
  },
  {
    // one HMAC and two Redis commands, which nobody can do without who takes a nonce once
    name: "the same, over its floor",
    floor: FLOOR_SIGNED_API,
    goal: 1.5,
    requests: 4_000,
    prepare: signedCalls,
  },
  {
    name: "server metadata",
    floor: FLOOR_EMPTY,
    goal: 1.2,
    requests: 6_000,
    prepare: async () => same(getRequest("/.well-known/oauth-authorization-server")),
  },
  {
    name: "configuration of the provider",
    floor: FLOOR_EMPTY,
    goal: 1.2,
    requests: 6_000,
    prepare: async () => same(getRequest("/.well-known/openid-configuration")),
  },
  {
    name: "the issuer's keys",
    floor: FLOOR_EMPTY,
    goal: 1.2,
    requests: 6_000,
    prepare: async () => same(getRequest("/jwks")),
  },
  {
    name: "userinfo",
    floor: FLOOR_API,
    requests: 3_000,
    async prepare(facts) {
      const wish = signedBy("ES256", facts);
      const form = codeForm(facts, await code(facts, wish));
      const { access_token: token } = await post(facts, "/token", { form, client: wish.client });
      return same(getRequest("/userinfo", { Authorization: `Bearer ${token}` }));
    },
  },
  {
    name: "revocation",
    floor: FLOOR_SET,
    requests: 2_000,
    prepare: async (facts, requests) =>
      each(
        (await often(requests, () => accessToken(facts))).map((token) =>
          formRequest("/revoke", `token=${token}`, basic(facts)),
        ),
      ),
  },
  {
    name: "code exchange with PKCE",
    floor: FLOOR_SET,
    requests: 2_000,
    prepare: async (facts, requests) =>
      each(
        (await often(requests, () => code(facts))).map((text) =>
          formRequest("/token", codeForm(facts, text), basic(facts)),
        ),
      ),
  },
  {
    // the floor's one command and one signature
    name: "code exchange, ES256 ID token",
    floor: FLOOR_SIGNED,
    goal: 1.5,
    requests: 2_000,
    prepare: exchanges("ES256"),
  },
  {
    // what redeeming a code once and for all needs in Redis and Postgres, and one signature
    name: "the same, over its own floor",
    floor: FLOOR_EXCHANGE,
    goal: 1.5,
    requests: 2_000,
    prepare: exchanges("ES256"),
  },
  {
    name: "code exchange, RS256 ID token",
    floor: FLOOR_SIGNED,
    requests: 2_000,
    prepare: exchanges("RS256"),
  },
  {
    name: "refresh with rotation",
    floor: FLOOR_SET,
    requests: 2_000,
    prepare: async (facts, requests) =>
      each(
        (await often(requests, () => refreshToken(facts))).map((token) =>
          formRequest("/token", `grant_type=refresh_token&refresh_token=${token}`, basic(facts)),
        ),
      ),
  },
];
