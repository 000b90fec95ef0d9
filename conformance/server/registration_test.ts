import { assert } from "chai";
import {
  allowInsecureRequests,
  type ClientMetadata,
  type Configuration,
  clientCredentialsGrant,
  dynamicClientRegistration,
  refreshTokenGrant,
} from "openid-client";
import type { Context } from "mocha";
import { digest } from "../../src/platform/mod.ts";
import { mintToken } from "../../src/protocol/mod.ts";
import { PASSWORD, person } from "../../test/support/cast.ts";
import { assertRefused } from "../support/assert_refused.ts";
import { authorize, redeem } from "../support/journey.ts";
import { claimsOf, headerOf, signIn } from "../support/openid_journey.ts";
import { rule } from "../support/rule.ts";
import { needOwn } from "../support/suite.ts";
import { startOwn, type Target, type TargetClient } from "../support/target.ts";

const REDIRECT_URI = "https://rp.test/cb";
const EXECUTE = [allowInsecureRequests];

type Metadata = Readonly<Record<string, unknown>>;

describe("dynamic registration of clients", function () {
  this.timeout(60_000);
  let target: Target;

  before(async function (this: Context) {
    needOwn(this);
    const own = await startOwn({ settings: { CLIENT_REGISTRATION: "token" } });
    const { username } = await person(own.issuer);
    const confidential = { id: "", redirectUri: REDIRECT_URI };
    target = {
      issuer: own.url,
      person: { username, password: PASSWORD },
      confidential,
      scope: "read",
      algorithm: "oidc",
      own,
    };
  });

  after(() => target?.own?.stop());

  async function initialToken(): Promise<string> {
    const { issuer } = target.own!;
    const token = mintToken("it", issuer);
    await issuer.durable.initialTokens.add({ digest: digest(token), usesLeft: 1, createdAt: 1 });
    return token;
  }

  /** Has openid-client register a client. */
  async function register(said: Metadata = {}, token?: string): Promise<Configuration> {
    const metadata: Partial<ClientMetadata> = { redirect_uris: [REDIRECT_URI], ...said };
    const initialAccessToken = token ?? (await initialToken());
    return dynamicClientRegistration(new URL(target.issuer), metadata, undefined, {
      initialAccessToken,
      execute: EXECUTE,
    });
  }

  /** What the server told of a client, beyond what openid-client knows of. */
  function toldOf(config: Configuration): Metadata {
    return { ...config.clientMetadata() };
  }

  function clientOf(config: Configuration): TargetClient {
    const { client_id: id, client_secret: secret } = config.clientMetadata();
    return { id, redirectUri: REDIRECT_URI, ...(typeof secret === "string" ? { secret } : {}) };
  }

  /** Asks at the client's own address, with its token. */
  async function manage(config: Configuration, method: string, json?: Metadata) {
    const { registration_client_uri: uri, registration_access_token: token } = toldOf(config);
    const headers = { authorization: `Bearer ${String(token)}`, "content-type": "application/json" };
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const response = await fetch(String(uri), { method, headers, ...body });
    const text = await response.text();
    return { status: response.status, told: text === "" ? {} : (JSON.parse(text) as Metadata) };
  }

  rule(["RFC7591-3.2.1-1", "RFC7591-3.2.1-2"], "answers 201 with an id, a secret and when it expires", async () => {
    const told = toldOf(await register());
    for (const member of ["client_id", "client_secret", "registration_access_token", "registration_client_uri"])
      assert.isString(told[member], member);
    assert.equal(told["client_secret_expires_at"], 0);
    assert.isNumber(told["client_id_issued_at"]);
  });

  rule("RFC7591-3.2.1-3", "makes a client that signs people in at once, as it was told", async () => {
    const config = await register({ grant_types: ["authorization_code", "refresh_token"] });
    const journey = await authorize(target, {
      client: clientOf(config),
      change: { scope: "openid offline_access", prompt: "consent" },
    });
    const tokens = await redeem(journey);
    assert.equal(claimsOf(tokens.id_token)["aud"], clientOf(config).id);
    assert.isString((await refreshTokenGrant(journey.config, tokens.refresh_token!)).access_token);
  });

  for (const [alg, said] of [
    ["RS256", {}],
    ["ES256", { id_token_signed_response_alg: "ES256" }],
    ["HS256", { id_token_signed_response_alg: "HS256" }],
  ] as const) {
    rule(
      alg === "RS256" ? "OIDCREG-2-6" : "RFC7591-3.2.1-3",
      `signs ID tokens by ${alg} as it was registered`,
      async () => {
        const { idTokens } = await signIn(target, { client: clientOf(await register(said)) });
        assert.equal(headerOf(idTokens[0]!)["alg"], alg);
      },
    );
  }

  it("tells clients of one sector the same subject, and those of another something else", async () => {
    const pairwise = { subject_type: "pairwise" };
    const subs = [];
    for (const said of [pairwise, pairwise, {}]) {
      const { idTokens } = await signIn(target, { client: clientOf(await register(said)) });
      subs.push(claimsOf(idTokens[0])["sub"]);
    }
    assert.equal(subs[0], subs[1]);
    assert.notEqual(subs[0], subs[2]);
  });

  rule("RFC7591-2-6", "answers a client no response type that it did not register", async () => {
    const types = { grant_types: ["authorization_code", "implicit"], response_types: ["code id_token"] };
    const client = clientOf(await register(types));
    assert.lengthOf((await signIn(target, { client, type: "code id_token" })).idTokens, 2);
    for (const type of ["code", "id_token"] as const) {
      const { front } = await signIn(target, { client, type });
      assert.equal(front.get("error"), "unauthorized_client");
    }
  });

  it("makes a machine that gets tokens for itself", async () => {
    const said = {
      token_endpoint_auth_method: "client_secret_post",
      redirect_uris: [],
      grant_types: ["client_credentials"],
      response_types: [],
      scope: "read",
    };
    assert.isString((await clientCredentialsGrant(await register(said))).access_token);
  });

  rule("RFC7591-3.1-1", "takes an initial access token once", async () => {
    const token = await initialToken();
    await register({}, token);
    await assertRefused(register({}, token), "invalid_token");
    await assertRefused(register({}, "nonsense"), "invalid_token");
  });

  for (const [id, error, said] of [
    ["RFC7591-3.2.2-3", "invalid_redirect_uri", { redirect_uris: ["https://rp.test/cb#top"] }],
    ["OIDCREG-2-1", "invalid_redirect_uri", { redirect_uris: [] }],
    ["RFC7591-3.2.2-2", "invalid_client_metadata", { grant_types: ["nonsense"] }],
    ["RFC7591-2-2", "invalid_client_metadata", { jwks: { keys: [] }, jwks_uri: "https://rp.test/keys" }],
    ["OIDCREG-5-1", "invalid_client_metadata", { sector_identifier_uri: "https://127.0.0.1:1/sector" }],
    [
      "OIDC-8.1-4",
      "invalid_client_metadata",
      { subject_type: "pairwise", redirect_uris: [REDIRECT_URI, "https://other.test/"] },
    ],
    ["RFC7591-3.2.2-4", "invalid_software_statement", { software_statement: "nonsense" }],
  ] as const) {
    rule(id, `answers ${error} to ${JSON.stringify(said)}`, async () => {
      const { status } = await assertRefused(register(said), error);
      assert.equal(status, 400);
    });
  }

  rule(["OIDCREG-4.3-1", "RFC7592-2.1-1"], "lets a client read what it registered", async () => {
    const config = await register({ client_name: "RP" });
    const { status, told } = await manage(config, "GET");
    assert.equal(status, 200);
    assert.deepInclude(told, { client_id: clientOf(config).id, client_name: "RP", redirect_uris: [REDIRECT_URI] });
  });

  rule(["RFC7592-2.2-4", "RFC7592-3-2"], "lets a client replace what it registered, and heeds it at once", async () => {
    const config = await register();
    const client = clientOf(config);
    const moved = { ...client, redirectUri: "https://rp.test/moved" };
    const { status, told } = await manage(config, "PUT", { client_id: client.id, redirect_uris: [moved.redirectUri] });
    assert.equal(status, 200);
    assert.notEqual(told["registration_access_token"], toldOf(config)["registration_access_token"]);
    assert.equal((await manage(config, "GET")).status, 401);
    assert.isUndefined((await authorize(target, { client })).sentTo);
    assert.isString((await redeem(await authorize(target, { client: moved }))).access_token);
  });

  rule(["RFC7592-2.3-1", "RFC7592-2.3-2"], "ends a client that removes itself, and its tokens", async () => {
    const config = await register({ grant_types: ["authorization_code", "refresh_token"] });
    const journey = await authorize(target, { client: clientOf(config) });
    const tokens = await redeem(journey);
    assert.equal((await manage(config, "DELETE")).status, 204);
    await assertRefused(refreshTokenGrant(journey.config, tokens.refresh_token!), "invalid_client");
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    assert.equal((await fetch(`${target.issuer}/userinfo`, { headers })).status, 401);
    assert.equal((await manage(config, "GET")).status, 401);
    assert.isUndefined((await authorize(target, { client: clientOf(config) })).sentTo);
  });

  rule(["OIDCREG-4.4-1", "RFC7592-2.1-2", "RFC7592-2-2"], "lets no client read what is another's", async () => {
    const [one, other] = [await register(), await register()];
    const { registration_client_uri: uri } = toldOf(one);
    const headers = { authorization: `Bearer ${String(toldOf(other)["registration_access_token"])}` };
    for (const address of [String(uri), `${target.issuer}/register/nobody`])
      assert.equal((await fetch(address, { headers })).status, 401);
  });
});
