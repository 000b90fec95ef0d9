import { assert } from "chai";
import type { Context } from "mocha";
import {
  authorizationCodeGrant,
  fetchUserInfo,
  implicitAuthentication,
  type TokenEndpointResponse,
  useIdTokenResponseType,
} from "openid-client";
import { authorize, basic, postForm } from "../support/journey.ts";
import {
  assertSigned,
  claimsOf,
  leftHalf,
  type OpenidAnswer,
  publishedKeys,
  signIn,
  userinfo,
} from "../support/openid_journey.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { RESPONSE_TYPES, type ResponseType, type Target } from "../support/target.ts";

/** Members of an answer that carry something for the client. */
const GIFTS: Readonly<Record<string, string>> = { code: "code", token: "access_token", id_token: "id_token" };

function responseTypesOf({ responseTypes = ["code"] }: Target): readonly ResponseType[] {
  return responseTypes;
}

const answered = new WeakMap<Target, Map<ResponseType, Promise<OpenidAnswer>>>();

/** An answer to a response type; one serves all the tests. */
function answerTo(target: Target, type: ResponseType): Promise<OpenidAnswer> {
  const known = answered.get(target) ?? new Map<ResponseType, Promise<OpenidAnswer>>();
  answered.set(target, known);
  const answer = known.get(type) ?? signIn(target, { type });
  known.set(type, answer);
  return answer;
}

/** An answer to each response type that the provider lets us use. */
async function answers(
  context: Context,
  target: Target,
  types: readonly ResponseType[] = RESPONSE_TYPES,
): Promise<readonly (readonly [ResponseType, OpenidAnswer])[]> {
  const usable = types.filter((type) => responseTypesOf(target).includes(type));
  need(context, usable[0], "response type that this is about");
  const all: (readonly [ResponseType, OpenidAnswer])[] = [];
  for (const type of usable) all.push([type, await answerTo(target, type)]);
  return all;
}

suite("an answer of OpenID Connect", (open) => {
  rule(
    [
      "MULTIRESPONSE-5-1",
      "MULTIRESPONSE-5-2",
      "MULTIRESPONSE-5-3",
      "MULTIRESPONSE-5-4",
      "OIDC-3.2.2.5-2",
      "OIDC-3.1.3.3-1",
    ],
    "holds what its response type names, and the token endpoint answers a code with both tokens",
    async function () {
      for (const [type, { front, body }] of await answers(this, await open())) {
        const wanted = type.split(" ").map((word) => GIFTS[word] ?? "");
        const got = Object.values(GIFTS).filter((name) => front.has(name));
        assert.sameMembers(got, wanted, type);
        if (front.has("code")) assert.containsAllKeys(body, ["access_token", "id_token"], type);
      }
    },
  );

  rule(
    ["MULTIRESPONSE-5-5", "OIDC-3.2.2.5-1", "OIDC-3.3.2.5-1"],
    "comes in the fragment wherever it holds a token, and in the query where it is a code alone",
    async function () {
      for (const [type, { journey }] of await answers(this, await open())) {
        assert.equal(journey.sentTo?.searchParams.has("state"), type === "code", type);
        assert.equal(journey.sentTo?.hash.includes("state="), type !== "code", type);
      }
    },
  );

  rule("OIDC-2-1", "names the issuer, and a time of issue and an end that is to come", async function () {
    const target = await open();
    for (const [type, { idTokens }] of await answers(this, target)) {
      for (const { iss, exp, iat } of idTokens.map(claimsOf)) {
        assert.equal(iss, target.issuer, type);
        assert.closeTo(Number(iat), Date.now() / 1_000, 60, type);
        assert.isAbove(Number(exp), Date.now() / 1_000, type);
      }
    }
  });

  rule(["OIDC-2-3", "MULTIRESPONSE-3-2"], "names the client, and the client alone", async function () {
    const target = await open();
    for (const [type, { idTokens }] of await answers(this, target))
      for (const { aud } of idTokens.map(claimsOf)) assert.deepEqual([aud].flat(), [target.confidential.id], type);
  });

  rule(
    ["OIDC-2-5", "OIDC-3.2.2.10-1", "OIDC-3.3.2.11-1"],
    "brings the nonce back in each ID token, as it came",
    async function () {
      for (const [type, { idTokens, nonce }] of await answers(this, await open()))
        for (const claims of idTokens.map(claimsOf)) assert.equal(claims["nonce"], nonce, type);
    },
  );

  rule(["OIDC-2-6", "OIDC-10.1-2"], "signs each ID token by a published key, and says by which", async function () {
    for (const [, answer] of await answers(this, await open())) {
      const keys = await publishedKeys(answer);
      for (const token of answer.idTokens) assertSigned(token, keys);
    }
  });

  rule(
    ["OIDC-3.2.2.10-2", "OIDC-3.3.2.11-2", "OIDC-3.3.2.11-3"],
    "vouches for code and access token that come beside an ID token by their hashes",
    async function () {
      const types = ["id_token token", "code id_token", "code id_token token"] as const;
      for (const [type, { front }] of await answers(this, await open(), types)) {
        const { at_hash: atHash, c_hash: cHash } = claimsOf(front.get("id_token") ?? undefined);
        const [token, code] = [front.get("access_token"), front.get("code")];
        if (token !== null) assert.equal(atHash, leftHalf(token), type);
        if (code !== null) assert.equal(cHash, leftHalf(code), type);
      }
    },
  );

  rule(
    ["OIDC-3.3.3.6-1", "OIDC-3.3.3.6-2", "OIDC-2-2"],
    "means the same person, who signed in at the same time, in both ID tokens",
    async function () {
      const types = ["code id_token", "code id_token token"] as const;
      for (const [type, { idTokens }] of await answers(this, await open(), types)) {
        const [front, back] = idTokens.map(claimsOf);
        assert.match(String(front?.["sub"]), /^[ -~]{1,255}$/, type);
        assert.deepEqual([front?.["sub"], front?.["auth_time"]], [back?.["sub"], back?.["auth_time"]], type);
      }
    },
  );

  rule("OIDC-5.3.2-1", "is of the person whom the UserInfo endpoint tells of", async function () {
    for (const [type, answer] of await answers(this, await open())) {
      const { sub } = claimsOf(answer.idTokens[0]);
      for (const token of answer.accessTokens) assert.equal((await userinfo(answer, token))["sub"], sub, type);
    }
  });

  rule(
    "OIDC-3.2.2.1-2",
    "is refused without a nonce where an ID token would come from the authorization endpoint",
    async function () {
      const target = await open();
      for (const type of responseTypesOf(target)) {
        const { front } = await signIn(target, { type, change: { nonce: undefined } });
        assert.equal(front.get("error"), type.includes("id_token") ? "invalid_request" : null, type);
      }
    },
  );

  rule(
    ["OIDC-12.2-1", "OIDC-12.2-2", "OIDC-12.2-3"],
    "keeps person and time of the sign-in in the ID token of a refresh",
    async function () {
      const target = await open();
      const { body, journey } = await signIn(target);
      const refreshToken = need(this, body["refresh_token"], "refresh token without offline_access");
      const form = { grant_type: "refresh_token", refresh_token: String(refreshToken) };
      const tokenEndpoint = journey.config.serverMetadata().token_endpoint;
      const refreshed = (await postForm(tokenEndpoint, form, basic(target.confidential))).body["id_token"];
      const [first, again] = [body["id_token"], refreshed].map((token) => claimsOf(String(token)));
      for (const name of ["iss", "sub", "aud", "auth_time"]) assert.deepEqual(again?.[name], first?.[name], name);
      assert.isAtLeast(Number(again?.["iat"]), Number(first?.["iat"]));
    },
  );

  rule("OIDC-3.1.3.6-1", "of the code flow is one that openid-client takes, and UserInfo too", async () => {
    const target = await open();
    const nonce = "a-nonce-of-the-test";
    const { config, sentTo, verifier, state } = await authorize(target, { change: { scope: "openid", nonce } });
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
    const tokens: TokenEndpointResponse = await authorizationCodeGrant(config, new URL(sentTo ?? ""), checks);
    const { sub, at_hash: atHash } = claimsOf(tokens.id_token);
    assert.include([leftHalf(tokens.access_token), undefined], atHash);
    assert.equal((await fetchUserInfo(config, tokens.access_token, String(sub))).sub, sub);
  });

  rule("OIDC-3.2.2.5-1", "of the implicit flow is one that openid-client takes", async function () {
    const target = await open();
    const type = need(
      this,
      responseTypesOf(target).find((one) => one === "id_token"),
      "response type id_token",
    );
    const { journey, nonce = "" } = await signIn(target, { type });
    const { config, sentTo, state } = journey;
    useIdTokenResponseType(config);
    const { sub } = await implicitAuthentication(config, new URL(sentTo ?? ""), nonce, { expectedState: state });
    assert.isString(sub);
  });
});
