import { createSecretKey, type KeyObject } from "node:crypto";
import type { Feature } from "../../src/engine/mod.ts";
import { readIdTokenHint } from "../../src/engine/mod.ts";
import { settableClock, silentLog } from "../../src/platform/mod.ts";
import { OAuthError, type Reply } from "../../src/protocol/mod.ts";
import { jwtReader } from "../../src/resource_server/mod.ts";
import { CALLBACK, client, person } from "../support/cast.ts";
import {
  assertionClaims,
  assertionForm,
  type Claims,
  freshJti,
  keyClient,
  LONG_SECRET,
  namedKey,
  secretClient,
  withSecrets,
} from "../support/client_jwt.ts";
import { codeRequest } from "../support/code_flow.ts";
import { EVERYTHING } from "../support/everything.ts";
import { exchangeAt } from "../support/exchange.ts";
import { encode, type IssuerUnderTest, issuerUnderTest } from "../support/issuer_under_test.ts";
import { preparedKeyPairs } from "../support/key_pairs.ts";
import { bodyOf } from "../support/replies.ts";
import { bearerClaims, JWT_BEARER_GRANT, TRUSTED_PRIVATE_KEY } from "../support/trusted_issuer.ts";
import { ask } from "../http/tokens.ts";

/** What came of a JWT: the refusal, or nothing. */
export interface Outcome {
  readonly status: number;
  readonly error?: string;
  readonly rule?: string | undefined;
}

/** A place where JWTs come in, with whose JWTs are right there. */
export interface JwtTarget {
  /** The claims of a right one, which no other has. */
  readonly claims: () => Claims;
  readonly header: Claims & { readonly alg: "ES256" | "HS256" };
  /** What a right one is signed with. */
  readonly key: KeyObject;
  present(text: string): Promise<Outcome>;
}

/** What is wrong in most places: an `exp` in the past, no claims at all, blanks around it, the type of an access token. */
export type Oddity = "expired" | "bare" | "blank" | "typed";

/** A place where JWTs come in: whoever adds another one adds it to {@link PLACES}. */
export interface JwtPlace {
  readonly name: string;
  /** How what is wrong is refused there. */
  readonly refusal: { readonly status: number; readonly error: string };
  /** What is right there, and nowhere else. */
  readonly takes?: readonly Oddity[];
  /** True: what is signed by a key pair is none. */
  readonly symmetric?: true;
  open(): Promise<JwtTarget>;
}

interface Watched extends IssuerUnderTest {
  /** What an answer was, with the rule that stands behind a refusal. */
  outcomeOf(reply: Promise<Reply>): Promise<Outcome>;
}

/** An issuer, every refusal of which is watched. */
async function watched(): Promise<Watched> {
  const seen: OAuthError[] = [];
  const watch: Feature = {
    name: "test_watch",
    spec: "test",
    hooks: {
      errorReply(reply, { error }) {
        seen.push(error);
        return reply;
      },
    },
  };
  const under = await issuerUnderTest({ settings: EVERYTHING, features: (all) => [...all, watch] });
  return {
    ...under,
    async outcomeOf(answer) {
      const { status } = await answer;
      const refusal = seen.pop();
      return refusal === undefined ? { status } : { status, error: refusal.code, rule: refusal.rule };
    },
  };
}

/** What comes of something that throws where it refuses. */
async function outcomeOfCall(call: () => unknown): Promise<Outcome> {
  try {
    await call();
    return { status: 200 };
  } catch (error) {
    // a refusal that knows where it is to be sent wraps the one that says why
    const refusal = error instanceof Error && error.cause instanceof OAuthError ? error.cause : error;
    if (!(refusal instanceof OAuthError)) throw error;
    return { status: refusal.status, error: refusal.code, rule: refusal.rule };
  }
}

async function clientAssertion(): Promise<JwtTarget> {
  const under = await watched();
  const app = await keyClient(under.issuer);
  const { pair, kid } = await namedKey();
  return {
    claims: () => assertionClaims(under.issuer, app),
    header: { alg: "ES256", kid },
    key: pair.privateKey,
    present: (text) =>
      under.outcomeOf(under.post("/token", { form: { grant_type: "client_credentials", ...assertionForm(text) } })),
  };
}

async function clientHmac(): Promise<JwtTarget> {
  const under = await watched();
  const app = await withSecrets(under.issuer, await secretClient(under.issuer), { texts: [LONG_SECRET] });
  return {
    claims: () => assertionClaims(under.issuer, app),
    header: { alg: "HS256" },
    key: createSecretKey(Buffer.from(LONG_SECRET)),
    present: (text) =>
      under.outcomeOf(under.post("/introspect", { form: { token: "nonsense", ...assertionForm(text) } })),
  };
}

async function bearerGrant(): Promise<JwtTarget> {
  const under = await watched();
  const [app, ann] = [await client(under.issuer), await person(under.issuer)];
  return {
    claims: () => bearerClaims(under.issuer, ann),
    header: { alg: "ES256", kid: "idp" },
    key: TRUSTED_PRIVATE_KEY,
    present: (text) => under.outcomeOf(ask(under, app, { grant_type: JWT_BEARER_GRANT, assertion: text })),
  };
}

/** The name of the key that the issuer signs by ES256 with, of which a test has the private half. */
async function issuerKey(under: IssuerUnderTest): Promise<{ readonly key: KeyObject; readonly kid: string }> {
  const { privateKey, publicKey } = await preparedKeyPairs()("ES256");
  const { x } = publicKey.export({ format: "jwk" });
  const { keys } = bodyOf(await under.get("/jwks")) as { keys: readonly Readonly<Record<string, string>>[] };
  return { key: privateKey, kid: String(keys.find((jwk) => jwk["x"] === x)?.["kid"]) };
}

async function idTokenHint(): Promise<JwtTarget> {
  const under = await watched();
  const { issuer } = under;
  const [app, ann] = [await client(issuer), await person(issuer)];
  const { key, kid } = await issuerKey(under);
  const now = issuer.clock.now();
  return {
    claims: () => ({ iss: issuer.url, sub: ann.sub, aud: app.clientId, iat: now, exp: now + 60 }),
    header: { alg: "ES256", kid },
    key,
    present: (text) => outcomeOfCall(() => readIdTokenHint(exchangeAt(issuer), text, { client: app })),
  };
}

async function requestObject(): Promise<JwtTarget> {
  const under = await watched();
  const { issuer } = under;
  const { pair, kid, jwks } = await namedKey();
  const app = await client(issuer, { metadata: { jwks, request_object_signing_alg: "ES256" } });
  const query = codeRequest(app);
  const now = issuer.clock.now();
  return {
    claims: () => ({ ...query, iss: app.clientId, aud: issuer.url, iat: now, exp: now + 60, redirect_uri: CALLBACK }),
    header: { alg: "ES256", kid },
    key: pair.privateKey,
    present(text) {
      const exchange = exchangeAt(issuer, { path: "/authorize", query: encode({ ...query, request: text }) });
      return outcomeOfCall(() => issuer.hooks.authorizeParams(exchange.request.query, exchange));
    },
  };
}

async function signedAccessToken(): Promise<JwtTarget> {
  const { pair, kid, jwks } = await namedKey();
  const now = 1_767_225_600;
  const [issuer, audience] = ["https://foreign.test", "https://api.test/books"];
  const reader = jwtReader({ issuer, audience, jwks, clock: settableClock(now), log: silentLog });
  return {
    claims: () => ({ iss: issuer, aud: audience, sub: "s", client_id: "c", jti: freshJti(), iat: now, exp: now + 60 }),
    header: { alg: "ES256", typ: "at+jwt", kid },
    key: pair.privateKey,
    // As authenticate() answers.
    present: async (text) =>
      (await reader.read(text)) === undefined
        ? { status: 401, error: "invalid_token", rule: "RFC6750-3.1-2" }
        : { status: 200 },
  };
}

/** Every place where JWTs of others come in. */
export const PLACES: readonly JwtPlace[] = [
  {
    name: "a client assertion by a key",
    refusal: { status: 401, error: "invalid_client" },
    open: clientAssertion,
  },
  {
    name: "a client assertion by a secret",
    refusal: { status: 401, error: "invalid_client" },
    symmetric: true,
    open: clientHmac,
  },
  { name: "a grant", refusal: { status: 400, error: "invalid_grant" }, open: bearerGrant },
  {
    name: "an id_token_hint",
    refusal: { status: 400, error: "invalid_request" },
    takes: ["expired"],
    open: idTokenHint,
  },
  {
    name: "a request object",
    refusal: { status: 400, error: "invalid_request_object" },
    takes: ["bare", "blank"],
    open: requestObject,
  },
  {
    name: "a signed access token",
    refusal: { status: 401, error: "invalid_token" },
    takes: ["typed"],
    open: signedAccessToken,
  },
];
