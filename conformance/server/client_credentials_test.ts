import { assert } from "chai";
import { clientCredentialsGrant } from "openid-client";
import { assertRefused } from "../support/assert_refused.ts";
import { beyond, rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure } from "../support/target.ts";

suite("client credentials", (open) => {
  rule(
    ["RFC6749-4.4.2-1", "RFC6749-4.4.3-1"],
    "gives a client a token for itself, and no refresh token",
    async function () {
      const target = await open();
      const tokens = await clientCredentialsGrant(
        await configure(target, need(this, target.machine, "client for client_credentials")),
      );
      assert.isString(tokens.access_token);
      assert.isUndefined(tokens.refresh_token);
    },
  );

  rule("RFC6749-4.4.2-1", "refuses a wrong secret", async function () {
    const target = await open();
    const machine = need(this, target.machine, "client for client_credentials");
    await assertRefused(
      clientCredentialsGrant(await configure(target, { ...machine, secret: "wrong" })),
      "invalid_client",
    );
  });

  beyond("RFC6749-3.3-2", "refuses a scope that it does not know, where it might ignore it", async function () {
    const target = await open();
    need(this, target.own, "refusal of unknown scopes");
    const machine = need(this, target.machine, "client for client_credentials");
    await assertRefused(
      clientCredentialsGrant(await configure(target, machine), { scope: "no-such-scope" }),
      "invalid_scope",
    );
  });

  rule("RFC6749-4.4-1", "refuses a public client", async function () {
    const target = await open();
    const native = need(this, target.native, "public client");
    await assertRefused(
      clientCredentialsGrant(await configure(target, native)),
      "unauthorized_client",
      "invalid_client",
    );
  });
});
