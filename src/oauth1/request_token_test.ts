import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { assertProblem, credentialsIn, legs, saidIn } from "../../test/http/oauth1_legs.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { signRequest } from "../../test/support/oauth1.ts";
import { handleRequestToken } from "./request_token.ts";
import { findTemporary } from "./temporary_credentials.ts";
import { tokenSecretOf } from "./token_secret.ts";

const OPTIONS = {
  methods: ["HMAC-SHA256"],
  plaintextOverHttp: false,
  window: 300,
  temporaryLifetime: 90,
  explains: false,
} as const;

/** Has the endpoint itself answer a signed request. */
async function asked(params: Readonly<Record<string, string | undefined>>) {
  const on = await legs();
  const { issuer, clock } = on.under;
  const path = "/oauth1/request_token";
  const { headers } = signRequest({
    url: issuer.url + path,
    method: "POST",
    consumer: on.consumer,
    signatureMethod: "HMAC-SHA256",
    timestamp: clock.now(),
    params,
  });
  const exchange = exchangeAt(issuer, { method: "POST", path, headers });
  return { on, reply: await handleRequestToken(exchange, OPTIONS) };
}

describe("handleRequestToken()", () => {
  it("keeps what was asked for as long as the option says, and derives the secret", async () => {
    const { on, reply } = await asked({ oauth_callback: "oob", scope: "write" });
    const { issuer, clock } = on.under;
    const { token, secret } = credentialsIn(reply);
    const found = await findTemporary(token, { ephemeral: issuer.ephemeral, now: clock.now() });
    assert.deepEqual(found?.record, {
      client: on.application.id,
      scope: ["write"],
      callback: "oob",
      expiresAt: clock.now() + 90,
    });
    assert.equal(secret, tokenSecretOf(token, issuer));
  });

  rule("RFC5849-4.9-1", "gives other credentials each time", async () => {
    const on = await legs();
    const [one, other] = [await on.temporary(), await on.temporary()];
    assert.notEqual(one.token, other.token);
    assert.notEqual(one.secret, other.secret);
  });

  it("names the callback that it refuses by its parameter alone", async () => {
    const on = await legs();
    const params = { oauth_callback: "https://elsewhere.test/?secret=x" };
    const reply = await on.send("/oauth1/request_token", { params });
    assertProblem(reply, { problem: "parameter_rejected", status: 400 });
    assert.notInclude(JSON.stringify(saidIn(reply)), "elsewhere");
  });
});
