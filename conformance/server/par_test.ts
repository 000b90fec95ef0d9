import { assert } from "chai";
import {
  buildAuthorizationUrlWithPAR,
  calculatePKCECodeChallenge,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import { assertRefused } from "../support/assert_refused.ts";
import { basic, postForm, redeem } from "../support/journey.ts";
import { objectClient, signedObject } from "../support/request_object.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, robot, type Target, type TargetClient } from "../support/target.ts";

type Changes = Readonly<Record<string, string>>;

/** Has openid-client push a request, and answers what is needed to go on. */
async function push(target: Target, { client = target.confidential, change = {} }: PushOptions = {}) {
  const config = await configure(target, client);
  const [verifier, state] = [randomPKCECodeVerifier(), randomState()];
  const url = await buildAuthorizationUrlWithPAR(config, {
    redirect_uri: client.redirectUri,
    scope: target.scope,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...change,
  });
  return { config, verifier, state, url };
}

interface PushOptions {
  readonly client?: TargetClient;
  readonly change?: Changes;
}

/** Pushes by hand, and answers status and body. */
async function pushForm(target: Target, client: TargetClient, form: Changes) {
  const { pushed_authorization_request_endpoint: url } = (await configure(target, client)).serverMetadata();
  return postForm(url ?? "", { client_id: client.id, response_type: "code", ...form }, basic(client));
}

suite("pushed requests by openid-client", (open) => {
  rule(["RFC9126-2.2-1", "RFC9126-2.2-2", "RFC9126-4-3"], "come to a code that is redeemed", async () => {
    const target = await open();
    const { url, ...journey } = await push(target);
    assert.sameMembers([...url.searchParams.keys()], ["client_id", "request_uri"]);
    const opened = await robot(target).open(url);
    assert.isString((await redeem({ ...journey, ...opened, sentTo: opened.sentTo })).access_token);
  });

  rule(["RFC9126-4-2", "RFC9126-7.3-1"], "are opened once", async () => {
    const target = await open();
    const { url } = await push(target);
    const browser = robot(target);
    assert.isTrue((await browser.open(url)).sentTo?.searchParams.has("code"));
    const again = await browser.open(url);
    assert.isFalse(again.sentTo?.searchParams.has("code") ?? false);
    assert.include(again.sentTo?.href ?? again.text, "invalid_request_uri");
  });

  rule("RFC9126-2.2-5", "are of no use to another client", async function () {
    const target = await open();
    const other = need(this, target.native, "client that keeps no secret");
    const { url } = await push(target);
    url.searchParams.set("client_id", other.id);
    const { sentTo, text } = await robot(target).open(url);
    assert.isFalse(sentTo?.searchParams.has("code") ?? false);
    assert.include(sentTo?.href ?? text, "invalid_request_uri");
  });

  for (const [name, change, error] of [
    ["to an address that is not registered", { redirect_uri: "https://evil.test/cb" }, "invalid_request"],
    ["by a code_challenge_method that there is not", { code_challenge_method: "S1" }, "invalid_request"],
    ["for a response type that there is not", { response_type: "nonsense" }, "unsupported_response_type"],
  ] as const) {
    rule(["RFC9126-2.1-4", "RFC9126-2.3-1"], `are refused at once ${name}`, async () => {
      await assertRefused(push(await open(), { change }), error);
    });
  }

  rule("RFC9126-2.1-3", "are refused of a client with a wrong secret", async () => {
    const target = await open();
    const client = { ...target.confidential, secret: "wrong" };
    await assertRefused(push(target, { client }), "invalid_client");
  });

  rule("RFC9126-2.1-1", "are refused where they have a request_uri", async () => {
    const target = await open();
    const form = { redirect_uri: target.confidential.redirectUri, request_uri: "urn:example:x" };
    const { status, body } = await pushForm(target, target.confidential, form);
    assert.equal(status, 400);
    assert.include(["invalid_request", "request_uri_not_supported"], body["error"]);
  });

  rule(["RFC9126-2-2", "RFC9126-5-1"], "are announced by the metadata", async () => {
    const target = await open();
    const metadata = (await configure(target, target.confidential)).serverMetadata();
    assert.match(String(metadata.pushed_authorization_request_endpoint), /^https?:\/\//);
    assert.isBoolean(metadata.require_pushed_authorization_requests ?? false);
  });

  rule("RFC9126-3-3", "are no request objects of somebody else", async function () {
    const target = await open();
    const client = await objectClient(this, target);
    const claims = { iss: client.id, aud: target.issuer, client_id: "another", response_type: "code" };
    const { status, body } = await pushForm(target, client, { request: signedObject(client, claims) });
    assert.deepEqual([status, body["error"]], [400, "invalid_request_object"]);
  });

  rule(["RFC9126-4-4", "RFC9126-6-1"], "are all that is taken of a client that registered so", async function () {
    const target = await open();
    const client = await objectClient(this, target, { require_pushed_authorization_requests: true });
    const { url } = await push(target, { client });
    assert.isTrue((await robot(target).open(url)).sentTo?.searchParams.has("code"));
    url.searchParams.delete("request_uri");
    const plain = { redirect_uri: client.redirectUri, response_type: "code", scope: target.scope, state: "x" };
    for (const [name, value] of Object.entries(plain)) url.searchParams.set(name, value);
    assert.equal((await robot(target).open(url)).sentTo?.searchParams.get("error"), "invalid_request");
  });
});
