import { assert } from "chai";
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  clientCredentialsGrant,
  type Configuration,
  fetchUserInfo,
  genericGrantRequest,
  initiateDeviceAuthorization,
  randomPKCECodeVerifier,
  refreshTokenGrant,
  skipSubjectCheck,
  tokenIntrospection,
  WWWAuthenticateChallengeError,
} from "openid-client";
import { assertRefused } from "../support/assert_refused.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, robot, type Target, type TargetClient } from "../support/target.ts";
import type { Context } from "mocha";

const BOOKS = "https://api.example/books";
const SONGS = "https://api.example/songs";
const BOTH = [BOOKS, SONGS];

/** Parameters in which `resource` stands as often as there are resources. */
function asking(resources: readonly string[], others: Readonly<Record<string, string>> = {}): URLSearchParams {
  const params = new URLSearchParams(others);
  for (const resource of resources) params.append("resource", resource);
  return params;
}

/** Our own server, since nobody else's provider says whether it takes any resource. */
async function ownTarget(context: Context, open: () => Promise<Target>): Promise<Target> {
  const target = await open();
  need(context, target.own, "resource indicators");
  return target;
}

/** Asks for a code for resources, and redeems it for some of them. */
async function byCode(target: Target, asked: readonly string[], redeemed: readonly string[] = []) {
  const { confidential: client } = target;
  const config = await configure(target, client);
  const verifier = randomPKCECodeVerifier();
  const params = asking(asked, {
    redirect_uri: client.redirectUri,
    scope: target.scope,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const { sentTo } = await robot(target).open(buildAuthorizationUrl(config, params), { post: false });
  assert(sentTo !== undefined, "the browser was not sent back");
  const tokens = await authorizationCodeGrant(config, sentTo, { pkceCodeVerifier: verifier }, asking(redeemed));
  return { config, tokens };
}

async function audience(config: Configuration, token: string): Promise<unknown> {
  return (await tokenIntrospection(config, token)).aud;
}

suite("resource indicators", (open) => {
  rule(
    ["RFC8707-2-7", "RFC8707-2.1-1"],
    "bind the tokens of a code to all resources of the request",
    async function () {
      const { config, tokens } = await byCode(await ownTarget(this, open), BOTH);
      assert.deepEqual(await audience(config, tokens.access_token), BOTH);
    },
  );

  rule(
    ["RFC8707-2.2-2", "RFC8707-2.2-3"],
    "narrow each token to what its request names, and leave the grant whole",
    async function () {
      const { config, tokens } = await byCode(await ownTarget(this, open), BOTH, [BOOKS]);
      assert.equal(await audience(config, tokens.access_token), BOOKS);
      const other = await refreshTokenGrant(config, tokens.refresh_token ?? "", asking([SONGS]));
      assert.equal(await audience(config, other.access_token), SONGS);
      const both = await refreshTokenGrant(config, other.refresh_token ?? "");
      assert.deepEqual(await audience(config, both.access_token), BOTH);
    },
  );

  rule("RFC8707-2.2-4", "are refused beyond the grant", async function () {
    const { config, tokens } = await byCode(await ownTarget(this, open), [BOOKS]);
    await assertRefused(refreshTokenGrant(config, tokens.refresh_token ?? "", asking([SONGS])), "invalid_target");
  });

  for (const [what, resource] of [
    ["no absolute URI", "/books"],
    ["a URI with a fragment", `${BOOKS}#top`],
  ] as const) {
    rule(["RFC8707-2-1", "RFC8707-2-2", "RFC8707-2-6"], `are refused where one is ${what}`, async function () {
      const target = await ownTarget(this, open);
      const machine = need<TargetClient>(this, target.machine, "client for client_credentials");
      const config = await configure(target, machine);
      await assertRefused(clientCredentialsGrant(config, asking([resource])), "invalid_target");
      await assertRefused(
        genericGrantRequest(config, "client_credentials", asking([BOOKS, resource])),
        "invalid_target",
      );
    });
  }

  rule(["RFC8707-2.2-1", "RFC8707-2-4"], "are taken for a client's own token", async function () {
    const target = await ownTarget(this, open);
    const config = await configure(target, need<TargetClient>(this, target.machine, "client for client_credentials"));
    const one = await clientCredentialsGrant(config, { resource: BOOKS });
    assert.equal(await audience(config, one.access_token), BOOKS);
    const both = await clientCredentialsGrant(config, asking(BOTH));
    assert.deepEqual(await audience(config, both.access_token), BOTH);
    const none = await clientCredentialsGrant(config);
    assert.isUndefined(await audience(config, none.access_token));
  });

  rule("RFC8707-2-6", "are judged when a device begins", async function () {
    const target = await ownTarget(this, open);
    const config = await configure(target, target.confidential);
    await assertRefused(initiateDeviceAuthorization(config, asking(["books"])), "invalid_target");
    assert.isString((await initiateDeviceAuthorization(config, asking(BOTH))).user_code);
  });

  rule("RFC8707-3-1", "keep a token away from UserInfo, which is another resource", async function () {
    const target = { ...(await ownTarget(this, open)), scope: "openid" };
    const { config, tokens } = await byCode(target, [BOOKS]);
    const error = await fetchUserInfo(config, tokens.access_token, skipSubjectCheck).catch((thrown: unknown) => thrown);
    assert.instanceOf(error, WWWAuthenticateChallengeError);
    assert.equal(error.cause[0]?.parameters.error, "invalid_token");
    const { tokens: own } = await byCode(target, [target.issuer]);
    assert.isString((await fetchUserInfo(config, own.access_token, skipSubjectCheck)).sub);
  });
});

suite("protected resource metadata", (open) => {
  for (const [path, name] of [
    ["/.well-known/oauth-protected-resource", ""],
    ["/.well-known/oauth-protected-resource/api", "/api"],
  ] as const) {
    rule(
      ["RFC9728-3-1", "RFC9728-3.2-1", "RFC9728-3.3-1"],
      `lies at ${path}, and names the resource of that address`,
      async function () {
        const target = await ownTarget(this, open);
        const { origin } = new URL(target.issuer);
        const response = await fetch(origin + path);
        assert.equal(response.status, 200);
        assert.match(response.headers.get("content-type") ?? "", /^application\/json\b/);
        const said: Readonly<Record<string, unknown>> = JSON.parse(await response.text());
        assert.equal(said["resource"], target.issuer + name);
        assert.deepEqual(said["authorization_servers"], [target.issuer]);
        for (const value of Object.values(said)) assert.isNotEmpty(value);
      },
    );
  }

  rule("RFC9728-4-1", "agrees with what the server says of its resources", async function () {
    const target = await ownTarget(this, open);
    const { protected_resources: listed } = (await configure(target, target.confidential)).serverMetadata();
    assert.include(listed as readonly string[], `${target.issuer}/api`);
  });
});
