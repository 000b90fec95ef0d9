import { assert } from "chai";
import {
  buildAuthorizationUrlWithJAR,
  calculatePKCECodeChallenge,
  modifyAssertion,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import { redeem } from "../support/journey.ts";
import { claimsOf, parametersOf, signIn } from "../support/openid_journey.ts";
import {
  encryptedObject,
  type ObjectClient,
  objectClient,
  type ObjectPlace,
  objectPlace,
  signedObject,
  unsignedObject,
} from "../support/request_object.ts";
import { beyond, rule } from "../support/rule.ts";
import { suite } from "../support/suite.ts";
import { configure, robot, type Target } from "../support/target.ts";

type Claims = Readonly<Record<string, unknown>>;

/** The key of a client as openid-client takes it. */
function signingKey({ key, kid }: ObjectClient) {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const bytes = key.export({ format: "der", type: "pkcs8" });
  return crypto.subtle
    .importKey("pkcs8", bytes, algorithm, false, ["sign"])
    .then((imported) => ({ key: imported, kid }));
}

/** Has openid-client make a whole request of RFC 9101, and plays the person. */
async function openJar(target: Target, client: ObjectClient, changes: Claims = {}) {
  const config = await configure(target, client);
  const [verifier, state] = [randomPKCECodeVerifier(), randomState()];
  const parameters = {
    redirect_uri: client.redirectUri,
    scope: target.scope,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  };
  const url = await buildAuthorizationUrlWithJAR(config, parameters, await signingKey(client), {
    [modifyAssertion]: (_header, payload) => void Object.assign(payload, changes),
  });
  return { config, verifier, state, ...(await robot(target).open(url)) };
}

/** The claims of an object in a request of OpenID Connect; PKCE and nonce may stand beside it. */
function inside({ issuer }: Target, { id }: ObjectClient, changes: Claims = {}): Claims {
  return { iss: id, aud: issuer, client_id: id, response_type: "code", state: "inside", scope: "openid", ...changes };
}

suite("request objects by openid-client", (open) => {
  rule(
    ["RFC9101-4-1", "RFC9101-6.3-1", "RFC9101-6.2-1"],
    "are whole requests, and what comes of them is redeemed",
    async function () {
      const target = await open();
      const journey = await openJar(target, await objectClient(this, target));
      assert.isString((await redeem({ ...journey, sentTo: journey.sentTo })).access_token);
    },
  );

  for (const [id, name, changes] of [
    ["RFC9101-4-5", "for another server", { aud: "https://other.test" }],
    ["RFC9101-4-5", "of another client", { iss: "another" }],
    ["RFC7519-4.1.4-1", "that expired", { exp: 1 }],
    ["RFC9101-4-2", "with a request_uri inside", { request_uri: "https://client.test/object" }],
  ] as const) {
    rule([id, "RFC9101-7-1"], `${name} are refused`, async function () {
      const target = await open();
      const { sentTo, status, text } = await openJar(target, await objectClient(this, target), changes);
      if (sentTo !== undefined) assert.equal(sentTo.searchParams.get("error"), "invalid_request_object");
      else {
        assert.equal(status, 400);
        assert.include(text, "invalid_request_object");
      }
      assert.isFalse(sentTo?.searchParams.has("code") ?? false);
    });
  }

  rule("RFC9101-10.5-1", "are all that is taken of a client that registered so", async function () {
    const target = await open();
    const client = await objectClient(this, target, { require_signed_request_object: true });
    assert.isTrue((await openJar(target, client)).sentTo?.searchParams.has("code"));
    assert.equal((await signIn(target, { client })).front.get("error"), "invalid_request");
  });

  rule("RFC9101-6.2-3", "are refused when somebody else signed them", async function () {
    const target = await open();
    const client = await objectClient(this, target);
    const [header, , signature] = signedObject(client, inside(target, client)).split(".");
    const [, claims] = signedObject(client, inside(target, client, { scope: "openid write" })).split(".");
    const { front } = await signIn(target, { client, change: { request: [header, claims, signature].join(".") } });
    assert.equal(front.get("error"), "invalid_request_object");
  });
});

suite("request objects of OpenID Connect", (open) => {
  rule(
    ["OIDC-6.1-4", "OIDC-6.3.2-1"],
    "win over what stands beside them, which fills in the rest (request signed RS256)",
    async function () {
      const target = await open();
      const client = await objectClient(this, target, { request_object_signing_alg: "RS256" });
      const { front, idTokens, nonce } = await signIn(target, {
        client,
        change: { request: signedObject(client, inside(target, client)), state: "beside" },
      });
      assert.equal(front.get("state"), "inside");
      assert.equal(claimsOf(idTokens[0])["nonce"], nonce);
    },
  );

  rule(
    ["OIDC-6.1-4", "OIDC-6.3.2-2"],
    "may be unsigned where the client registered none (unsigned request object)",
    async function () {
      const target = await open();
      const client = await objectClient(this, target, { request_object_signing_alg: "none" });
      const request = unsignedObject(inside(target, client, { nonce: "inside" }));
      const { idTokens } = await signIn(target, { client, change: { request } });
      assert.equal(claimsOf(idTokens[0])["nonce"], "inside");
    },
  );

  rule("OIDC-6.3.2-2", "are not supported without a signature where the client registered nothing", async function () {
    const target = await open();
    const client = await objectClient(this, target);
    const { front } = await signIn(target, { client, change: { request: unsignedObject(inside(target, client)) } });
    assert.equal(front.get("error"), "request_not_supported");
  });

  rule(
    "OIDC-6.1-4",
    "bring the redirect URI, though a wrong one stands beside them (request object with redirect_uri)",
    async function () {
      const target = await open();
      const client = await objectClient(this, target);
      const second = `${client.redirectUri}/second`;
      const request = signedObject(client, inside(target, client, { redirect_uri: second }));
      const { journey } = await signIn(target, { client, change: { request, redirect_uri: "https://evil.test/cb" } });
      assert.equal(journey.sentTo?.pathname, new URL(second).pathname);
      assert.isTrue(parametersOf(journey.sentTo).has("code"));
    },
  );

  rule(["OIDC-6.3.1-1", "OIDC-6.1-7", "RFC9101-6.1-1"], "may be signed and then encrypted", async function () {
    const target = await open();
    const client = await objectClient(this, target);
    const { jwks_uri: jwksUri } = (await configure(target, client)).serverMetadata();
    const request = await encryptedObject(signedObject(client, inside(target, client)), jwksUri);
    assert.isNotEmpty((await signIn(target, { client, change: { request } })).idTokens);
    const bare = await encryptedObject(JSON.stringify(inside(target, client)), jwksUri);
    const { front } = await signIn(target, { client, change: { request: bare } });
    assert.equal(front.get("error"), "request_not_supported");
  });

  rule("OIDC-6.1-2", "are refused when their response type is not the one beside them", async function () {
    const target = await open();
    const client = await objectClient(this, target);
    const request = signedObject(client, inside(target, client, { response_type: "id_token" }));
    const { front } = await signIn(target, { client, change: { request } });
    assert.equal(front.get("error"), "invalid_request_object");
  });

  rule(["OIDC-6.1-6", "RFC9101-5-2"], "are refused beside a request_uri", async function () {
    const target = await open();
    const client = await objectClient(this, target);
    const change = { request: signedObject(client, inside(target, client)), request_uri: "https://client.test/object" };
    assert.equal((await signIn(target, { client, change })).front.get("error"), "invalid_request");
  });

  it("are told of in the metadata", async function () {
    const target = await open();
    const client = await objectClient(this, target);
    const metadata = (await configure(target, client)).serverMetadata();
    assert.include(metadata, {
      request_parameter_supported: true,
      request_uri_parameter_supported: true,
      require_request_uri_registration: true,
    });
    assert.include(metadata.request_object_signing_alg_values_supported ?? [], "RS256");
    assert.notInclude(metadata.request_object_signing_alg_values_supported ?? [], "none");
  });
});

suite("request objects by reference", (open) => {
  let place: ObjectPlace;

  beforeEach(async () => {
    place = await objectPlace();
  });

  afterEach(() => place.close());

  rule(
    ["OIDC-6.2.3-1", "RFC9101-5.2.3-1", "RFC9101-5.2-2"],
    "are fetched, once for sign-in and consent and all (request_uri signed RS256)",
    async function () {
      const target = await open();
      // an address is registered before anybody knows what will lie there
      const uri = `${place.uri}#${"A".repeat(43)}`;
      const client = await objectClient(this, target, { request_uris: [uri], request_object_signing_alg: "RS256" });
      place.put(signedObject(client, inside(target, client)));
      const { front, idTokens } = await signIn(target, { client, change: { request_uri: uri } });
      assert.equal(front.get("state"), "inside");
      assert.isNotEmpty(idTokens);
      assert.equal(place.asked(), 1);
    },
  );

  rule(
    ["OIDC-6.2.3-1", "OIDC-6.3.2-2"],
    "may be unsigned where the client registered none (unsigned request_uri)",
    async function () {
      const target = await open();
      const client = await objectClient(this, target, {
        request_uris: [place.uri],
        request_object_signing_alg: "none",
      });
      place.put(unsignedObject(inside(target, client)));
      const { front, idTokens } = await signIn(target, { client, change: { request_uri: place.uri } });
      assert.equal(front.get("state"), "inside");
      assert.isNotEmpty(idTokens);
    },
  );

  rule("OIDC-6.3.2-2", "are not supported without a signature where the client registered nothing", async function () {
    const target = await open();
    const client = await objectClient(this, target, { request_uris: [place.uri] });
    place.put(unsignedObject(inside(target, client)));
    const { front } = await signIn(target, { client, change: { request_uri: place.uri } });
    assert.equal(front.get("error"), "request_uri_not_supported");
  });

  rule(
    ["OIDC-6.2-2", "RFC9101-10.4.2-1"],
    "are bound by the hash in the fragment where nobody signed them",
    async function () {
      const target = await open();
      const client = await objectClient(this, target, {
        request_uris: [place.uri],
        request_object_signing_alg: "none",
      });
      place.put(unsignedObject(inside(target, client)));
      const change = { request_uri: `${place.uri}#${"A".repeat(43)}` };
      assert.equal((await signIn(target, { client, change })).front.get("error"), "invalid_request_uri");
    },
  );

  rule(
    ["RFC9101-10.4.1-1", "RFC9101-7-1"],
    "are not fetched from where the client did not register",
    async function () {
      const target = await open();
      const client = await objectClient(this, target, { request_uris: [`${place.uri}/other`] });
      place.put(signedObject(client, inside(target, client)));
      const { front } = await signIn(target, { client, change: { request_uri: place.uri } });
      assert.equal(front.get("error"), "invalid_request_uri");
      assert.equal(place.asked(), 0);
    },
  );

  beyond("RFC9101-7-1", "are refused where nothing lies", async function () {
    const target = await open();
    const client = await objectClient(this, target, { request_uris: [place.uri] });
    const { front } = await signIn(target, { client, change: { request_uri: place.uri } });
    assert.equal(front.get("error"), "invalid_request_uri");
    assert.equal(place.asked(), 1);
  });
});
