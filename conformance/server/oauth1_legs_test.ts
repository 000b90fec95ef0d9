import { assert } from "chai";
import { CALLBACK } from "../../test/support/cast.ts";
import { fetchByNodeOauth1, nodeOauth, type NodeOauthOptions, type Told } from "../support/oauth1_libraries.ts";
import {
  agree,
  anotherConsumer,
  askApi,
  CALLBACK_WITH_QUERY,
  decide,
  grant,
  type Oauth1Server,
  oauth1Server,
  pairOf,
  tokenInfoAt,
} from "../support/oauth1_server.ts";
import { beyond, rule } from "../support/rule.ts";

/** Fails unless a library was refused for this. */
function assertProblem(told: Told, problem: string, status = 401): void {
  assert.deepEqual([told.status, told.problem], [status, problem]);
}

describe("the three legs of OAuth 1.0a, gone by node-oauth", function () {
  this.timeout(60_000);
  let server: Oauth1Server;

  before(async function () {
    server = await oauth1Server(this);
  });

  after(() => server?.own.stop());

  for (const [signatureMethod, rules] of [
    ["HMAC-SHA1", ["RFC5849-3.4.2-1"]],
    ["HMAC-SHA256", ["RFC5849-3.4-2"]],
    ["RSA-SHA1", ["RFC5849-3.4.3-1"]],
    ["PLAINTEXT", ["RFC5849-3.4.4-2", "RFC5849-3.4.4-3"]],
  ] as const) {
    rule(rules, `lead to the API where it signs by ${signatureMethod}`, async () => {
      const { library, temporary, verifier } = await agree(server, { signatureMethod });
      const token = pairOf(await library.accessToken(temporary, verifier));
      const { status, text } = await library.get(tokenInfoAt(server), token);
      assert.equal(status, 200, text);
      const { client_id, user }: { client_id?: string; user?: { username?: string } } = JSON.parse(text);
      assert.deepEqual([client_id, user?.username], [server.consumer.key, server.person.username]);
    });
  }

  rule("RFC5849-3.4-2", "lead to the API where node-oauth1 signs by RSA-SHA256", async () => {
    const { own, consumer } = server;
    const signed = { method: "POST", consumer, signatureMethod: "RSA-SHA256" } as const;
    const params = { oauth_callback: CALLBACK };
    const asked = await fetchByNodeOauth1({ ...signed, url: `${own.url}/oauth1/request_token`, params });
    const token = pairOf(asked);
    const verifier = (await decide(server, token.token)).sentTo?.searchParams.get("oauth_verifier") ?? "";
    const url = `${own.url}/oauth1/access_token`;
    const given = await fetchByNodeOauth1({ ...signed, url, token, params: { oauth_verifier: verifier } });
    const { status, text } = await askApi(server, pairOf(given), { signatureMethod: "RSA-SHA256" });
    assert.equal(status, 200, text);
  });

  rule(["RFC5849-2.1-1", "RFC5849-2.1-12", "RFC5849-2.1-13"], "begin with temporary credentials", async () => {
    const { status, said } = await nodeOauth(server.own, { ...server, callback: CALLBACK }).requestToken();
    assert.equal(status, 200);
    assert.isNotEmpty(said["oauth_token"]);
    assert.isNotEmpty(said["oauth_token_secret"]);
  });

  rule("RFC5849-2.1-14", "confirm the callback", async () => {
    const { said } = await nodeOauth(server.own, { ...server, callback: CALLBACK }).requestToken();
    assert.equal(said["oauth_callback_confirmed"], "true");
  });

  rule("RFC5849-2.1-2", "do not begin without a callback", async () => {
    const told = await nodeOauth(server.own, { ...server, callback: null }).requestToken();
    assertProblem(told, "parameter_absent", 400);
    assert.equal(told.said["oauth_parameters_absent"], "oauth_callback");
  });

  beyond("RFC5849-2.1-6", "do not begin with a callback that nobody registered", async () => {
    const told = await nodeOauth(server.own, { ...server, callback: "https://thief.test/" }).requestToken();
    assertProblem(told, "parameter_rejected", 400);
  });

  rule(
    ["RFC5849-2.2-8", "RFC5849-2.2-10", "RFC5849-2.2-11"],
    "send the person back with token and verifier, behind the query that the callback has",
    async () => {
      const { opened, temporary, verifier } = await agree(server, { callback: CALLBACK_WITH_QUERY });
      const { sentTo } = opened;
      assert.equal(sentTo?.origin, new URL(CALLBACK).origin);
      assert.deepEqual(
        [...(sentTo?.searchParams ?? [])],
        [
          ["x", "1"],
          ["oauth_token", temporary.token],
          ["oauth_verifier", verifier],
        ],
      );
    },
  );

  rule(["RFC5849-2.1-4", "RFC5849-2.2-12"], "show the verifier where there is no callback", async () => {
    const { library, temporary, opened, verifier } = await agree(server, { callback: "oob" });
    assert.isUndefined(opened.sentTo);
    assert.isNotEmpty(verifier);
    assert.equal((await library.accessToken(temporary, verifier)).status, 200);
  });

  rule("RFC5849-2.2-13", "make a verifier that a person can type, where one has to", async () => {
    const { verifier } = await agree(server, { callback: "oob" });
    assert.match(verifier, /^[0-9A-Za-z-]{6,16}$/);
  });

  rule("RFC5849-2.2-2", "show an error to whoever brings no temporary credentials", async () => {
    const { sentTo, status } = await decide(server, "no-such-token");
    assert.isUndefined(sentTo);
    assert.isAtLeast(status, 400);
  });

  rule("OAUTHPROBLEM-2-15", "say that the person refused", async () => {
    const consumer = await anotherConsumer(server.own);
    const { opened } = await agree(server, { consumer, mind: "deny" });
    const said = opened.sentTo?.searchParams;
    assert.equal(said?.get("oauth_problem"), "user_refused");
    assert.isNull(said?.get("oauth_verifier") ?? null);
  });

  rule("RFC5849-2.3-5", "give nothing before the person has agreed", async () => {
    const library = nodeOauth(server.own, { ...server, callback: CALLBACK });
    const temporary = pairOf(await library.requestToken());
    assertProblem(await library.accessToken(temporary, "guessed"), "permission_unknown");
  });

  rule("RFC5849-2.3-8", "give nothing for another verifier", async () => {
    const { library, temporary, verifier } = await agree(server);
    assertProblem(await library.accessToken(temporary, `${verifier}x`), "parameter_rejected", 400);
    assert.equal((await library.accessToken(temporary, verifier)).status, 200);
  });

  rule(["RFC5849-2-1", "RFC5849-2.3-7"], "give token credentials once", async () => {
    const { library, temporary, verifier } = await agree(server);
    await library.accessToken(temporary, verifier);
    assertProblem(await library.accessToken(temporary, verifier), "token_used");
  });

  rule(["RFC5849-2.3-9", "RFC5849-2.3-10"], "end with token credentials of their own", async () => {
    const { library, temporary, verifier } = await agree(server);
    const { status, said } = await library.accessToken(temporary, verifier);
    assert.equal(status, 200);
    assert.isNotEmpty(said["oauth_token_secret"]);
    assert.notEqual(said["oauth_token"], temporary.token);
  });

  beyond(["RFC5849-2.1-1", "RFC5849-2.3-1"], "are gone by GET as well", async () => {
    assert.isNotEmpty((await grant(server, { method: "GET" })).secret);
  });

  for (const slash of ["", "/"]) {
    const how = slash === "" ? "without" : "with";
    beyond("RFC5849-2.1-1", `lie where the library of old had them, ${how} a slash at the end`, async () => {
      const paths: NodeOauthOptions["paths"] = {
        requestToken: `/oauth/request_token${slash}`,
        accessToken: `/oauth/access_token${slash}`,
      };
      const { library, temporary, verifier } = await agree(server, {
        paths,
        authorizePath: `/oauth/authorize${slash}`,
      });
      assert.equal((await library.accessToken(temporary, verifier)).status, 200);
    });
  }
});
