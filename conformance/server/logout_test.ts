import { assert } from "chai";
import type { Context } from "mocha";
import { buildEndSessionUrl } from "openid-client";
import { type ClientSite, clientSite } from "../../test/browser/client_site.ts";
import { eventually } from "../../test/contract/eventually.ts";
import { client, SECRET } from "../../test/support/cast.ts";
import {
  assertSigned,
  claimsOf,
  headerOf,
  type OpenidAnswer,
  publishedKeys,
  signIn,
} from "../support/openid_journey.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { robot, type Target, type TargetClient } from "../support/target.ts";

/** Parameters of a logout; undefined leaves one out that openid-client would send. */
type Sent = Readonly<Record<string, string | undefined>>;

/** The address at which a client logs somebody out, as openid-client has it but for what is changed. */
function logoutUrl({ journey, idTokens }: OpenidAnswer, change: Sent): URL {
  const url = buildEndSessionUrl(journey.config, { id_token_hint: idTokens[0] ?? "" });
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url;
}

/** A hint in which one claim is another, under the old signature. */
function modified(hint: string): string {
  const [header, , signature] = hint.split(".");
  const claims = { ...claimsOf(hint), sub: "somebody else" };
  return [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
}

const NOTHING: Sent = { id_token_hint: undefined, client_id: undefined };

suite("a logout that a client begins, when not all is well", (open) => {
  rule("RPLOGOUT-2.1-1", "has its address in the metadata", async function () {
    const { journey } = await signIn(await open());
    assert.match(journey.config.serverMetadata().end_session_endpoint ?? "", /^https?:/);
  });

  const ROWS: readonly (readonly [string, string, (hint: string, bye: string) => Sent])[] = [
    ["RPLOGOUT-2-3", "a hint that is none", () => ({ id_token_hint: "nonsense" })],
    ["RPLOGOUT-2-3", "a hint that was modified", (hint) => ({ id_token_hint: modified(hint) })],
    ["RPLOGOUT-2-2", "a client_id that is not the hint's", () => ({ client_id: "another" })],
    [
      "RPLOGOUT-3-2",
      "an address, and nothing that says whose it is",
      (_, bye) => ({ ...NOTHING, post_logout_redirect_uri: bye }),
    ],
    ["RPLOGOUT-2-7", "no parameter at all", () => ({ ...NOTHING, post_logout_redirect_uri: undefined })],
    ["RPLOGOUT-2-7", "a state alone", () => ({ ...NOTHING, post_logout_redirect_uri: undefined, state: "only" })],
    ["RPLOGOUT-3-1", "a query that was added to the address", (_, bye) => ({ post_logout_redirect_uri: `${bye}?a=b` })],
  ];

  for (const [id, name, change] of ROWS) {
    rule(id, `keeps the person signed in, and the browser here, with ${name}`, async function () {
      const target = await open();
      const browser = robot(target);
      const bye = need(this, target.postLogoutRedirectUri, "client with an address for after a logout");
      const answer = await signIn(target, { browser });
      const usual = { post_logout_redirect_uri: bye };
      const url = logoutUrl(answer, { ...usual, ...change(answer.idTokens[0] ?? "", bye) });
      assert.isUndefined((await browser.open(url)).sentTo);
      const { front } = await signIn(target, { browser, change: { prompt: "none" } });
      assert.isNull(front.get("error"), "the person is not signed in any more");
    });
  }

  rule("RPLOGOUT-2-8", "says that it is done where no address is given", async function () {
    const target = await open();
    need(this, target.own, "logout without a question that a robot cannot read");
    const browser = robot(target);
    const answer = await signIn(target, { browser });
    assert.deepInclude(await browser.open(logoutUrl(answer, {})), { status: 200 });
    const { front } = await signIn(target, { browser, change: { prompt: "none" } });
    assert.equal(front.get("error"), "login_required");
  });
});

suite("a client that hears of a logout, server to server", (open) => {
  let site: ClientSite;

  before(async () => {
    site = await clientSite("127.0.0.1");
  });
  after(() => site.stop());

  /** A client that is told at its site. */
  async function listener(context: Context, target: Target): Promise<TargetClient> {
    const { issuer } = need(context, target.own, "client that is told of logouts");
    const { redirectUri } = target.confidential;
    const metadata = { backchannel_logout_uri: site.callback, backchannel_logout_session_required: true };
    const { clientId } = await client(issuer, { redirectUris: [redirectUri], metadata });
    return { id: clientId, secret: SECRET, redirectUri };
  }

  rule("BCLOGOUT-2.1-1", "is promised by the metadata", async function () {
    const target = await open();
    need(this, target.own, "clients that are told of logouts");
    const metadata = (await signIn(target)).journey.config.serverMetadata();
    assert.isTrue(metadata["backchannel_logout_supported"]);
    assert.isTrue(metadata["backchannel_logout_session_supported"]);
  });

  rule(
    [
      "RPLOGOUT-2-9",
      "BCLOGOUT-2.4-1",
      "BCLOGOUT-2.4-2",
      "BCLOGOUT-2.4-4",
      "BCLOGOUT-2.4-5",
      "BCLOGOUT-2.4-7",
      "BCLOGOUT-2.2-4",
    ],
    "gets a logout token of its own when another client logs the person out",
    async function () {
      const target = await open();
      const browser = robot(target);
      const asks = await signIn(target, { browser });
      const hears = await signIn(target, { browser, client: await listener(this, target) });
      await browser.open(buildEndSessionUrl(asks.journey.config, { id_token_hint: asks.idTokens[0] ?? "" }));
      await eventually(async () => site.brought.length > 0, { within: 3_000 });
      const token = site.brought[0]?.params.get("logout_token") ?? "";
      assertSigned(token, await publishedKeys(hears));
      assert.equal(headerOf(token)["typ"], "logout+jwt");
      const { iss, aud, sub, sid } = claimsOf(hears.idTokens[0]);
      const claims = claimsOf(token);
      assert.deepInclude(claims, { iss, aud, sub, sid });
      assert.notProperty(claims, "nonce");
      assert.hasAllKeys(claims, ["iss", "aud", "sub", "sid", "iat", "exp", "jti", "events"]);
      assert.deepEqual(claims["events"], { "http://schemas.openid.net/event/backchannel-logout": {} });
    },
  );
});
