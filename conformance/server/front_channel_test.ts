import { assert } from "chai";
import type { Context } from "mocha";
import { buildEndSessionUrl } from "openid-client";
import { client, SECRET } from "../../test/support/cast.ts";
import { claimsOf, type OpenidAnswer, signIn } from "../support/openid_journey.ts";
import type { Robot } from "../support/robot.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { robot, type Target, type TargetClient } from "../support/target.ts";

const ORIGIN = "https://frontchannel.test";

/** Registers a client that is told in the browser: only at a server of our own. */
async function toldClient(context: Context, { own }: Target, metadata: object = {}): Promise<TargetClient> {
  const { issuer } = need(context, own, "client that is told of logouts in the browser");
  const redirectUri = `${ORIGIN}/cb`;
  const { clientId } = await client(issuer, {
    redirectUris: [redirectUri],
    metadata: {
      frontchannel_logout_uri: `${ORIGIN}/out?from=op`,
      frontchannel_logout_session_required: true,
      post_logout_redirect_uris: [`${ORIGIN}/bye`],
      ...metadata,
    },
  });
  return { id: clientId, secret: SECRET, redirectUri };
}

/** Logs out as openid-client has it, and answers the addresses that the page after it loads in frames. */
async function framesAfterLogout({ journey, idTokens }: OpenidAnswer, browser: Robot): Promise<readonly URL[]> {
  const url = buildEndSessionUrl(journey.config, {
    id_token_hint: idTokens[0] ?? "",
    post_logout_redirect_uri: `${ORIGIN}/bye`,
    state: "x",
  });
  const { text } = await browser.open(url);
  const sources = [...text.matchAll(/<iframe\b[^>]*\ssrc="([^"]*)"/g)];
  return sources.map(([, address = ""]) => new URL(address.replaceAll("&amp;", "&")));
}

suite("front-channel logout", (open) => {
  rule(
    ["FCLOGOUT-2-5", "FCLOGOUT-2-3", "FCLOGOUT-2-8", "FCLOGOUT-3-4"],
    "loads the page of the client with iss and the sid of its ID token, and keeps the query",
    async function () {
      const target = await open();
      const browser = robot(target);
      const signedIn = await signIn(target, { client: await toldClient(this, target), browser });
      const [frame, ...others] = await framesAfterLogout(signedIn, browser);
      assert.isEmpty(others);
      assert.equal(`${frame?.origin}${frame?.pathname}`, `${ORIGIN}/out`);
      assert.deepEqual(
        [...(frame?.searchParams ?? [])],
        [
          ["from", "op"],
          ["iss", target.issuer],
          ["sid", String(claimsOf(signedIn.idTokens[0] ?? "")["sid"])],
        ],
      );
    },
  );

  rule("FCLOGOUT-2-6", "sends neither iss nor sid where the client does not need them", async function () {
    const target = await open();
    const browser = robot(target);
    const relaxed = await toldClient(this, target, { frontchannel_logout_session_required: false });
    const [frame] = await framesAfterLogout(await signIn(target, { client: relaxed, browser }), browser);
    assert.equal(frame?.href, `${ORIGIN}/out?from=op`);
  });

  rule("FCLOGOUT-3-1", "loads the pages of all clients of the session", async function () {
    const target = await open();
    const browser = robot(target);
    const another = { frontchannel_logout_uri: `${ORIGIN}/second` };
    await signIn(target, { client: await toldClient(this, target), browser });
    const last = await signIn(target, { client: await toldClient(this, target, another), browser });
    assert.isFalse(last.journey.typed, "it is not one session");
    const frames = await framesAfterLogout(last, browser);
    assert.sameMembers(
      frames.map(({ pathname }) => pathname),
      ["/out", "/second"],
    );
    assert.equal(frames[0]?.searchParams.get("sid"), frames[1]?.searchParams.get("sid"));
  });

  rule(["FCLOGOUT-3-2", "FCLOGOUT-3-3"], "is named in the configuration", async function () {
    const target = await open();
    const client = await toldClient(this, target);
    const { journey } = await signIn(target, { client });
    const metadata = journey.config.serverMetadata();
    assert.isTrue(metadata["frontchannel_logout_supported"]);
    assert.isTrue(metadata["frontchannel_logout_session_supported"]);
  });
});
