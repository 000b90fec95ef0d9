import { assert } from "chai";
import {
  allowInsecureRequests,
  ClientSecretBasic,
  type Configuration,
  discovery,
  genericGrantRequest,
  tokenIntrospection,
} from "openid-client";
import type { AccountRecord } from "../../src/stores/mod.ts";
import { client, person, SECRET } from "../../test/support/cast.ts";
import type { Claims } from "../../test/support/client_jwt.ts";
import { EVERYTHING } from "../../test/support/everything.ts";
import type { RunningServer } from "../../test/support/running_server.ts";
import { bearerClaims, JWT_BEARER_GRANT, signedByIdp } from "../../test/support/trusted_issuer.ts";
import { assertRefused } from "../support/assert_refused.ts";
import { rule } from "../support/rule.ts";
import { needOwn } from "../support/suite.ts";
import { startOwn } from "../support/target.ts";

describe("the JWT bearer grant", function () {
  this.timeout(60_000);
  let own: RunningServer;
  let config: Configuration;
  let ann: AccountRecord;

  before(async function () {
    needOwn(this);
    own = await startOwn({ settings: EVERYTHING });
    const { clientId } = await client(own.issuer);
    ann = await person(own.issuer);
    config = await discovery(new URL(own.url), clientId, undefined, ClientSecretBasic(SECRET), {
      algorithm: "oauth2",
      execute: [allowInsecureRequests],
    });
  });

  after(() => own?.stop());

  async function present(changes: Claims = {}, form: Readonly<Record<string, string>> = {}) {
    const assertion = await signedByIdp(bearerClaims(own.issuer, ann, changes));
    return genericGrantRequest(config, JWT_BEARER_GRANT, { assertion, ...form });
  }

  rule(["RFC7523-2.1-1", "RFC7521-4.1-3"], "gives a token of the person, and none to refresh", async () => {
    const tokens = await present({}, { scope: "read" });
    assert.deepInclude(await tokenIntrospection(config, tokens.access_token), {
      active: true,
      sub: ann.sub,
      scope: "read",
    });
    assert.isUndefined(tokens.refresh_token);
  });

  it("is in the metadata", () => {
    assert.include(config.serverMetadata().grant_types_supported as readonly string[], JWT_BEARER_GRANT);
  });

  rule("RFC7523-3-4", "takes the token endpoint for its audience", async () => {
    assert.isString((await present({ aud: `${own.url}/token` })).access_token);
  });

  const wrong: readonly (readonly [string, string, Claims])[] = [
    ["RFC7523-3-1", "of an issuer that nobody trusts", { iss: "https://other.test" }],
    ["RFC7523-3-2", "about nobody", { sub: "nobody" }],
    ["RFC7523-3-4", "for another server", { aud: "https://other.test" }],
    ["RFC7523-3-4", "for another server too", { aud: ["https://other.test", "https://id.test"] }],
    ["RFC7523-3-5", "that has expired", { exp: 1 }],
    ["RFC7523-3-5", "that never expires", { exp: undefined }],
    ["RFC7523-3-7", "of the future", { nbf: 9_999_999_999 }],
    ["RFC7523-3-9", "without a jti", { jti: undefined }],
  ];
  for (const [id, name, changes] of wrong) {
    rule([id, "RFC7523-3.1-2", "RFC7521-4.1.1-1"], `refuses a JWT ${name}`, async () => {
      await assertRefused(present(changes), "invalid_grant");
    });
  }

  rule(["RFC7521-8.2-1", "RFC7523-3-9"], "takes a JWT once", async () => {
    assert.isString((await present({ jti: "the only one" })).access_token);
    await assertRefused(present({ jti: "the only one" }), "invalid_grant");
  });

  rule("RFC7521-4.1-1", "needs an assertion", async () => {
    await assertRefused(genericGrantRequest(config, JWT_BEARER_GRANT, {}), "invalid_request");
  });

  rule("RFC7521-4.1-2", "gives no scope that is not known", async () => {
    await assertRefused(present({}, { scope: "no-such-scope" }), "invalid_scope");
  });
});
