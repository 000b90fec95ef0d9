import { assert } from "chai";
import { authorize, redeem } from "../support/journey.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";

suite("redirect URI", (open) => {
  for (const [name, change] of [
    ["another host", (uri: string) => uri.replace("://", "://evil.")],
    ["a longer path", (uri: string) => `${uri}/more`],
    ["a query of its own", (uri: string) => `${uri}?next=https://evil.test`],
    ["user information", (uri: string) => uri.replace("://", "://client.test@")],
    ["a fragment", (uri: string) => `${uri}#token`],
    ["other letter case", (uri: string) => uri.toUpperCase()],
  ] as const) {
    rule(["RFC6749-3.1.2.4-1", "RFC9700-2.1-1"], `keeps the browser when the redirect_uri has ${name}`, async () => {
      const target = await open();
      const { sentTo, status } = await authorize(target, {
        change: { redirect_uri: change(target.confidential.redirectUri) },
      });
      assert.isUndefined(sentTo);
      assert.equal(status, 400);
    });
  }

  rule("RFC6749-4.1.2.1-1", "keeps the browser when nobody knows the client", async () => {
    const target = await open();
    const { sentTo, status } = await authorize(target, { change: { client_id: "nobody" } });
    assert.isUndefined(sentTo);
    assert.isAtLeast(status, 400);
  });

  rule("RFC8252-7.3-1", "takes any port of the loopback address for a native client", async function () {
    const target = await open();
    const native = need(this, target.native, "public client");
    const redirectUri = native.redirectUri.replace(/:\d+\//, ":61023/");
    need(
      this,
      /^http:\/\/(127\.0\.0\.1|\[::1\]):/.test(redirectUri) ? redirectUri : undefined,
      "client on the loopback address",
    );
    const journey = await authorize(target, { client: { ...native, redirectUri } });
    assert.equal(journey.sentTo?.port, "61023");
    assert.isString((await redeem(journey)).access_token);
  });
});
