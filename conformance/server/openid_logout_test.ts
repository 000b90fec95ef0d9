import { assert } from "chai";
import type { Context } from "mocha";
import { buildEndSessionUrl } from "openid-client";
import { signIn } from "../support/openid_journey.ts";
import type { Opened, Robot } from "../support/robot.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { robot, type Target } from "../support/target.ts";

/** A browser in which somebody logged out, and what it saw last. */
interface LoggedOut {
  readonly browser: Robot;
  readonly seen: Opened;
}

/** Signs in, then logs out as openid-client has it, with the ID token as the hint. */
async function logOut(
  context: Context,
  target: Target,
  change: Readonly<Record<string, string>> = {},
): Promise<LoggedOut> {
  const registered = need(context, target.postLogoutRedirectUri, "client with an address for after a logout");
  const browser = robot(target);
  const { journey, idTokens } = await signIn(target, { browser });
  const url = buildEndSessionUrl(journey.config, {
    id_token_hint: idTokens[0] ?? "",
    post_logout_redirect_uri: registered,
    ...change,
  });
  return { browser, seen: await browser.open(url) };
}

suite("a logout that a client begins", (open) => {
  rule(
    ["RPLOGOUT-2-8", "RPLOGOUT-2-10"],
    "ends the session, and the person is sent back with the state",
    async function () {
      const target = await open();
      const { browser, seen } = await logOut(this, target, { state: "a state & more" });
      assert.equal(seen.sentTo?.href.split("?")[0], target.postLogoutRedirectUri);
      assert.equal(seen.sentTo?.searchParams.get("state"), "a state & more");
      const { front } = await signIn(target, { browser, change: { prompt: "none" } });
      assert.equal(front.get("error"), "login_required");
    },
  );

  rule("RPLOGOUT-2-10", "sends the person back without a state where none came along", async function () {
    const target = await open();
    const { seen } = await logOut(this, target);
    assert.equal(seen.sentTo?.href, target.postLogoutRedirectUri);
  });

  rule("RPLOGOUT-3-1", "leads to no address that was not registered", async function () {
    const target = await open();
    for (const added of ["/elsewhere", "?extra=1"]) {
      const elsewhere = `${target.postLogoutRedirectUri ?? ""}${added}`;
      const { seen } = await logOut(this, target, { post_logout_redirect_uri: elsewhere });
      assert.isUndefined(seen.sentTo, added);
    }
  });
});
