import { assert } from "chai";
import { ClientSecretBasic, ClientSecretPost, refreshTokenGrant } from "openid-client";
import { authorize, basic, postForm, redeem } from "../support/journey.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, type Target } from "../support/target.ts";

const NO_CODE = { grant_type: "authorization_code", code: "x", redirect_uri: "https://client.test/cb" };

async function tokenEndpoint(target: Target): Promise<string | undefined> {
  return (await configure(target, target.confidential)).serverMetadata().token_endpoint;
}

suite("client authentication", (open) => {
  rule("RFC6749-2.3.1-1", "takes id and secret by HTTP Basic", async () => {
    const target = await open();
    const journey = await authorize(target, { auth: ClientSecretBasic(target.confidential.secret) });
    assert.isString((await redeem(journey)).access_token);
  });

  rule("RFC6749-4.1.3-2", "takes id and secret in the body where it says so", async function () {
    const target = await open();
    const { config } = await authorize(target);
    const supported = config.serverMetadata().token_endpoint_auth_methods_supported ?? [];
    need(this, target.own ?? supported.find((method) => method === "client_secret_post"), "client_secret_post");
    need(this, target.own, "client that may use every method");
    const journey = await authorize(target, { auth: ClientSecretPost(target.confidential.secret) });
    assert.isString((await redeem(journey)).access_token);
  });

  rule(
    ["RFC6749-5.2-3", "RFC6749-3.2.1-1"],
    "answers a wrong secret in the header with 401 and a challenge",
    async () => {
      const target = await open();
      const { status, headers, body } = await postForm(
        await tokenEndpoint(target),
        NO_CODE,
        basic({ ...target.confidential, secret: "wrong" }),
      );
      assert.deepEqual([status, body["error"]], [401, "invalid_client"]);
      assert.match(headers.get("www-authenticate") ?? "", /^Basic /);
    },
  );

  rule("RFC6749-5.2-2", "answers a client that it does not know with invalid_client", async () => {
    const target = await open();
    const { status, body } = await postForm(
      await tokenEndpoint(target),
      NO_CODE,
      basic({ ...target.confidential, id: "nobody" }),
    );
    assert.include([400, 401], status);
    assert.equal(body["error"], "invalid_client");
  });

  rule("RFC6749-2.3-1", "refuses two ways at once", async () => {
    const target = await open();
    const form = { ...NO_CODE, client_id: target.confidential.id, client_secret: target.confidential.secret ?? "" };
    const { status, body } = await postForm(await tokenEndpoint(target), form, basic(target.confidential));
    assert.include([400, 401], status);
    assert.include(["invalid_request", "invalid_client"], body["error"]);
  });

  rule("RFC6749-6-2", "lets a public client refresh by its id alone", async function () {
    const target = await open();
    const native = need(this, target.native, "public client");
    const journey = await authorize(target, { client: native });
    const tokens = await redeem(journey);
    const refresh = need(this, tokens.refresh_token, "refresh tokens for public clients");
    assert.isString((await refreshTokenGrant(journey.config, refresh)).access_token);
  });
});
