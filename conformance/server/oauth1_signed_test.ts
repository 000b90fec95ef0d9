import { assert } from "chai";
import { ALL_METHODS, askSigned, type SignOptions, type TokenPair } from "../../test/support/oauth1.ts";
import { fetchByNodeOauth1 } from "../support/oauth1_libraries.ts";
import {
  anotherConsumer,
  askApi,
  grant,
  type Oauth1Server,
  oauth1Server,
  tokenInfoAt,
} from "../support/oauth1_server.ts";
import { beyond, rule } from "../support/rule.ts";

describe("requests that are signed by OAuth 1.0a", function () {
  this.timeout(60_000);
  let server: Oauth1Server;
  let token: TokenPair;

  before(async function () {
    server = await oauth1Server(this);
    token = await grant(server);
  });

  after(() => server?.own.stop());

  /** A request of our own signer to the sample API. */
  function ask(options: Partial<SignOptions> = {}) {
    return askSigned({ url: tokenInfoAt(server), consumer: server.consumer, token, ...options });
  }

  for (const signatureMethod of ALL_METHODS) {
    rule(
      ["RFC5849-3.4-1", "RFC5849-3.2-1"],
      `are taken by the API where node-oauth1 signs by ${signatureMethod}`,
      async () => {
        const { status, text } = await askApi(server, token, { signatureMethod, realm: "api" });
        assert.equal(status, 200, text);
      },
    );
  }

  for (const [rules, place, realm] of [
    [["RFC5849-3.5.1-1", "RFC5849-3.4.1.3.1-2"], "header", "Some realm"],
    [["RFC5849-3.5.2-1", "RFC5849-3.4.1.3.1-3"], "form", undefined],
    [["RFC5849-3.5.3-1", "RFC5849-3.4.1.3.1-1"], "query", undefined],
  ] as const) {
    rule(rules, `are taken with their parameters in the ${place}`, async () => {
      const { status, said } = await fetchByNodeOauth1({
        url: `${server.own.url}/oauth1/request_token`,
        method: "POST",
        consumer: server.consumer,
        place,
        ...(realm === undefined ? {} : { realm }),
        params: { oauth_callback: "oob" },
      });
      assert.equal(status, 200);
      assert.isNotEmpty(said["oauth_token"]);
    });
  }

  rule(
    ["RFC5849-3.4.1.3.1-6", "RFC5849-3.4.1.3.2-2", "RFC5849-3.6-1", "RFC5849-3.6-3"],
    "are taken whatever their query holds",
    async () => {
      const url = `${tokenInfoAt(server)}?b=+&a=%7E&a=!%27()*&a=&c%5B%5D=%C3%A9%F0%9F%98%80&B=%2B&=nameless&a.b=1`;
      const { status, text } = await ask({ url });
      assert.equal(status, 200, text);
    },
  );

  rule(["RFC5849-3.2-15", "OAUTHPROBLEM-2-3"], "are refused where the signature is another's", async () => {
    const { status, problem } = await ask({ consumer: { ...server.consumer, secret: "another secret" } });
    assert.deepEqual([status, problem], [401, "signature_invalid"]);
  });

  for (const [ids, what, change, ...expected] of [
    [
      ["RFC5849-3.2-13", "OAUTHPROBLEM-2-6"],
      "an unknown consumer",
      { oauth_consumer_key: "nobody" },
      401,
      "consumer_key_unknown",
    ],
    [["RFC5849-3.2-14"], "an unknown token", { oauth_token: "nothing" }, 401, "token_rejected"],
    [["RFC5849-3.2-6"], "another version", { oauth_version: "2.0" }, 400, "version_rejected"],
    [["RFC5849-3.2-11", "RFC5849-3.1-6"], "no nonce", { oauth_nonce: undefined }, 400, "parameter_absent"],
    [["RFC5849-3.2-11", "RFC5849-3.1-5"], "no timestamp", { oauth_timestamp: undefined }, 400, "parameter_absent"],
    [["RFC5849-3.3-1"], "a timestamp that is no number", { oauth_timestamp: "today" }, 400, "parameter_rejected"],
  ] as const) {
    rule([...ids, "RFC5849-3.2-7"], `are refused with ${what}`, async () => {
      const { status, problem } = await ask({ params: change });
      assert.deepEqual([status, problem], expected);
    });
  }

  rule(["RFC5849-3.2-10", "OAUTHPROBLEM-2-5"], "are refused with a method that nobody knows", async () => {
    const { status, problem } = await ask({ params: { oauth_signature_method: "HMAC-MD5" } });
    assert.deepEqual([status, problem], [400, "signature_method_rejected"]);
  });

  rule(["RFC5849-3.2-12", "RFC5849-3.1-9"], "are refused where a protocol parameter is repeated", async () => {
    const { status, problem } = await ask({ url: `${tokenInfoAt(server)}?oauth_nonce=again`, place: "query" });
    assert.deepEqual([status, problem], [400, "parameter_rejected"]);
  });

  rule("RFC5849-3.5-1", "are refused with protocol parameters in two places", async () => {
    const { status, problem } = await ask({ url: `${tokenInfoAt(server)}?oauth_extra=here` });
    assert.deepEqual([status, problem], [400, "parameter_rejected"]);
  });

  rule(["RFC5849-3.2-2", "RFC5849-3.2-16", "OAUTHPROBLEM-2-4"], "are taken once", async () => {
    const same = { nonce: "the-same-nonce", timestamp: Math.floor(Date.now() / 1000) };
    assert.equal((await ask(same)).status, 200);
    const { status, problem } = await ask(same);
    assert.deepEqual([status, problem], [401, "nonce_used"]);
  });

  rule("RFC5849-3.3-4", "may have the nonce of another second", async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const timestamp of [now, now + 1]) assert.equal((await ask({ nonce: "twice", timestamp })).status, 200);
  });

  for (const [what, seconds] of [
    ["long ago", -3_600],
    ["in an hour", 3_600],
  ] as const) {
    rule(["RFC5849-3.2-3", "OAUTHPROBLEM-4-1"], `are refused when they say that it is ${what}`, async () => {
      const now = Math.floor(Date.now() / 1000);
      const { status, said, problem } = await ask({ timestamp: now + seconds });
      assert.deepEqual([status, problem], [401, "timestamp_refused"]);
      const [from, to] = (said["oauth_acceptable_timestamps"] ?? "").split("-").map(Number);
      assert.isTrue(Number(from) < now && now < Number(to));
    });
  }

  beyond("RFC5849-3.2-5", "are refused with the token of another consumer", async () => {
    const { status, problem } = await ask({ consumer: await anotherConsumer(server.own) });
    assert.deepEqual([status, problem], [401, "token_rejected"]);
  });

  rule("OAUTHBODYHASH-4.2-1", "are refused with another body than they hash", async () => {
    const body = '{"first_name":"Ann"}';
    const json = { method: "PATCH", headers: { "content-type": "application/json" }, bodyHash: true };
    const { status, problem } = await ask({
      ...json,
      url: `${server.own.url}/api/users/1/`,
      body,
      params: { oauth_body_hash: "2jmj7l5rSw0yVb/vlWAYkK/YBwk=" },
    });
    assert.deepEqual([status, problem], [401, "signature_invalid"]);
  });

  rule(["RFC5849-3.1-3", "RFC5849-2.1-8"], "may stand for the consumer alone", async () => {
    const { consumer } = server;
    const { status, text } = await askSigned({ url: tokenInfoAt(server), consumer });
    assert.equal(status, 200, text);
    assert.deepInclude(JSON.parse(text), { client_id: consumer.key, user: null });
  });
});
