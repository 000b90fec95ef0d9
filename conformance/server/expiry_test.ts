import { assert } from "chai";
import { refreshTokenGrant, tokenIntrospection } from "openid-client";
import { settableClock, systemClock } from "../../src/platform/mod.ts";
import { client, PASSWORD, person, SECRET } from "../../test/support/cast.ts";
import { assertRefused } from "../support/assert_refused.ts";
import { authorize, redeem } from "../support/journey.ts";
import { claimsOf, signIn } from "../support/openid_journey.ts";
import { rule } from "../support/rule.ts";
import { robot, startOwn, type Target } from "../support/target.ts";

describe("expired things, at a server whose clock can be moved", function () {
  this.timeout(60_000);
  const clock = settableClock(systemClock.now());
  let target: Target & { readonly stop: () => Promise<void> };

  before(async () => {
    const own = await startOwn({ clock });
    const owner = await person(own.issuer);
    const redirectUri = "https://client.test/cb";
    const { clientId } = await client(own.issuer, { redirectUris: [redirectUri] });
    target = {
      issuer: own.url,
      person: { username: owner.username, password: PASSWORD },
      confidential: { id: clientId, secret: SECRET, redirectUri },
      scope: "read",
      algorithm: "oauth2",
      own,
      stop: () => own.stop(),
    };
  });
  after(() => target.stop());

  rule(["RFC6749-4.1.2-2", "RFC6749-4.1.3-4"], "a code is refused after a minute", async () => {
    const journey = await authorize(target);
    clock.advance(60);
    await assertRefused(redeem(journey), "invalid_grant");
  });

  rule("RFC7662-4-1", "an access token is dead when its time has come", async () => {
    const journey = await authorize(target);
    const tokens = await redeem(journey);
    clock.advance((tokens.expires_in ?? 0) - 1);
    assert.isTrue((await tokenIntrospection(journey.config, tokens.access_token)).active);
    clock.advance(1);
    assert.isFalse((await tokenIntrospection(journey.config, tokens.access_token)).active);
  });

  rule(
    ["OIDC-3.1.2.1-5", "OIDC-3.1.2.1-10"],
    "a sign-in is asked for again when it is older than max_age",
    async () => {
      const browser = robot(target);
      const first = await signIn(target, { browser });
      clock.advance(2);
      const again = await signIn(target, { browser, change: { max_age: "1" } });
      assert.isTrue(again.journey.typed);
      const [before, after] = [first, again].map(({ idTokens }) => Number(claimsOf(idTokens[0])["auth_time"]));
      assert.equal(after, (before ?? 0) + 2);
    },
  );

  rule("RFC6749-6-4", "a refresh token that was not used for a month is refused", async () => {
    const journey = await authorize(target);
    const tokens = await redeem(journey);
    clock.advance(30 * 86_400);
    await assertRefused(refreshTokenGrant(journey.config, tokens.refresh_token ?? ""), "invalid_grant");
  });
});
