import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { CLIENT_SECRET_ALGS, type ErrorCode, type Reply, signJwt } from "../../src/protocol/mod.ts";
import { CALLBACK, client } from "../support/cast.ts";
import {
  type Claims,
  LONG_SECRET,
  namedKey,
  rawJwt,
  signedBySecret,
  signed,
  withSecrets,
} from "../support/client_jwt.ts";
import { codeRequest } from "../support/code_flow.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { assertError, assertErrorSent, assertProblemPage, locationOf } from "../support/replies.ts";
import { NO_FETCH } from "../support/no_fetch.ts";
import { objectScene, type ObjectScene, SECOND_CALLBACK } from "../support/request_objects.ts";
import { register, registered, registrar, WEB_APP } from "./registration.ts";

const JAR = { typ: "oauth-authz-req+jwt" };
/** What stands beside an object in a request of OpenID Connect. */
const BESIDE = { response_type: "code", redirect_uri: CALLBACK };

/** Fails unless an answer brings a code to an address, with the state. */
function assertCode(
  reply: Reply,
  { at = CALLBACK, state = "a state" }: { readonly at?: string; readonly state?: string | null } = {},
): URL {
  const sent = locationOf(reply);
  assert.isTrue(sent.searchParams.has("code"), sent.href);
  assert.equal(`${sent.origin}${sent.pathname}`, at);
  assert.equal(sent.searchParams.get("state"), state);
  return sent;
}

/** Fails unless an error is sent to an address, with a state. */
function assertSent(
  reply: Reply,
  {
    error,
    at = CALLBACK,
    state = null,
    says = "",
  }: {
    readonly error: ErrorCode;
    readonly at?: string;
    readonly state?: string | null;
    readonly says?: string;
  },
): void {
  const parameters = assertErrorSent(reply, { error, says });
  const sent = locationOf(reply);
  assert.equal(`${sent.origin}${sent.pathname}`, at);
  assert.equal(parameters.get("state"), state);
  assert.isFalse(parameters.has("code"));
}

describe("a signed request object at /authorize", () => {
  for (const [alg, kid] of [
    ["ES256", "e1"],
    ["RS256", "r1"],
    ["PS256", "r1"],
    ["RS512", "r1"],
  ] as const) {
    rule(
      ["RFC9101-4-1", "RFC9101-6.3-1", "RFC9101-6.2-1", "DISCOVERY-3-13"],
      `is a whole request when it is signed by ${alg}`,
      async () => {
        const on = await objectScene();
        const { pair } = await namedKey(kid === "r1" ? "RS256" : "ES256", kid);
        assertCode(await on.send(await signJwt(on.claims(), { alg, kid, key: pair.privateKey, ...JAR })));
      },
    );
  }

  for (const alg of CLIENT_SECRET_ALGS) {
    rule("OIDC-6.3.2-1", `is signed by ${alg} under the secret of a client that registered so`, async () => {
      const on = await objectScene({
        members: { request_object_signing_alg: alg },
        client: { clientSecret: LONG_SECRET },
      });
      await withSecrets(on.under.issuer, on.app, {
        texts: ["another secret that is long enough, longer than sixty-four bytes", LONG_SECRET],
      });
      assertCode(await on.send(await signedBySecret(on.claims(), LONG_SECRET, alg)));
    });
  }

  rule("OIDC-6.1-4", "fills in what is not inside from what stands beside it, and wins over it", async () => {
    const on = await objectScene();
    const object = await on.make({ redirect_uri: undefined, state: "inside" });
    assertCode(await on.send(object, { ...BESIDE, redirect_uri: SECOND_CALLBACK, state: "beside" }), {
      at: SECOND_CALLBACK,
      state: "inside",
    });
  });

  rule("OIDC-6.1-4", "may hold but one parameter, the rest standing beside it", async () => {
    const on = await objectScene();
    const nothing = Object.fromEntries(Object.keys(codeRequest(on.app)).map((name) => [name, undefined]));
    assertCode(await on.send(await on.make({ ...nothing, state: "inside" }), codeRequest(on.app)), { state: "inside" });
    const reply = await on.send(await on.make(nothing), codeRequest(on.app));
    assertSent(reply, { error: "invalid_request_object", state: "a state" });
  });

  rule("OIDC-6.1-4", "wins with an empty value, which leaves a parameter out", async () => {
    const on = await objectScene();
    assertCode(await on.send(await on.make({ state: "" }), { ...BESIDE, state: "beside" }), { state: null });
  });

  rule("OIDC-6.1-4", "wins over a redirect_uri that is wrong, and over parameters that are repeated", async () => {
    const on = await objectScene();
    const beside = { ...BESIDE, redirect_uri: "https://evil.test/cb", state: ["a", "b"], scope: ["read", "nonsense"] };
    assertCode(await on.send(await on.make(), beside));
  });

  for (const [name, members, options, beside] of [
    ["it is typed so", {}, JAR, { response_type: "code" }],
    ["the client registered so", { require_signed_request_object: true }, {}, { response_type: "code" }],
    ["no response_type stands beside it", {}, {}, {}],
  ] as const) {
    rule(["RFC9101-6.3-2", "RFC9101-10.7-1"], `is all that counts where ${name}`, async () => {
      const on = await objectScene({ members });
      const object = await on.make({ state: undefined, redirect_uri: SECOND_CALLBACK }, options);
      const reply = await on.send(object, { ...beside, state: "beside", redirect_uri: CALLBACK, scope: "nonsense" });
      assertCode(reply, { at: SECOND_CALLBACK, state: null });
    });
  }

  rule("RFC9101-6.3-3", "is judged as any request: what it lacks is missing though it stands beside it", async () => {
    const on = await objectScene();
    const object = await on.make({ code_challenge: undefined, code_challenge_method: undefined }, JAR);
    assertSent(await on.send(object, codeRequest(on.app)), {
      error: "invalid_request",
      state: "a state",
      says: "PKCE",
    });
  });

  for (const [name, changes, error] of [
    ["a scope that there is not", { scope: "nonsense" }, "invalid_scope"],
    ["a response type that there is not", { response_type: "nonsense" }, "unsupported_response_type"],
    ["no response type", { response_type: undefined }, "invalid_request"],
    ["a prompt that contradicts itself", { prompt: "none login" }, "invalid_request"],
  ] as const) {
    rule(["RFC9101-6.3-3", "OIDC-6.3.3-1"], `is refused as any request is: ${name}`, async () => {
      const on = await objectScene();
      assertSent(await on.send(await on.make(changes, JAR)), { error, state: "a state" });
    });
  }

  rule("RFC9101-4-1", "holds numbers, flags and JSON as they are", async () => {
    const on = await objectScene();
    const object = await on.make({
      max_age: 10_000,
      scope: "openid",
      nonce: "n",
      claims: { id_token: { auth_time: { essential: true } } },
      unknown: true,
    });
    assertCode(await on.send(object, BESIDE));
    const old = await on.make({ max_age: 0, prompt: "none", scope: "openid" });
    on.under.clock.advance(30);
    assertSent(await on.send(old, BESIDE), { error: "login_required", state: "a state" });
  });

  rule(["RFC9101-4-5", "OIDC-6.3.3-1"], "may name this server among its audiences, and nobody at all", async () => {
    const on = await objectScene();
    for (const aud of [["https://other.test", on.under.issuer.url], undefined])
      assertCode(await on.send(await on.make({ aud, iss: undefined, exp: undefined })));
  });

  for (const typ of [undefined, "JWT", "jwt", "oauth-authz-req+jwt", "application/OAuth-Authz-Req+JWT"]) {
    rule("RFC9101-10.8-1", `has the type ${typ ?? "that nobody gave it"}`, async () => {
      const on = await objectScene();
      assertCode(await on.send(await on.make({}, typ === undefined ? {} : { typ })));
    });
  }

  it("goes through sign-in and consent as any request does, and is not needed again", async () => {
    const on = await objectScene({ client: { skipAuthorization: false } });
    const page = await on.browser.follow(await on.send(await on.make({ scope: "read" })));
    on.under.clock.advance(3_000 / 2);
    const reply = await on.browser.submit(page, { action: "allow" });
    assertCode(reply);
  });
});

describe("an encrypted request object", () => {
  for (const [alg, enc] of [
    ["ECDH-ES", "A128GCM"],
    ["RSA-OAEP-256", "A128CBC-HS256"],
  ] as const) {
    rule(
      ["RFC9101-6.1-1", "OIDC-6.3.1-1", "OIDC-6.1-7"],
      `is signed first, then encrypted by ${alg} and ${enc}`,
      async () => {
        const on = await objectScene();
        assertCode(await on.send(await on.encrypt(await on.make(), alg, enc)));
      },
    );
  }

  rule("RFC9101-6.1-2", "is refused when a client encrypts by others than it registered", async () => {
    const members = { request_object_encryption_alg: "RSA-OAEP-256", request_object_encryption_enc: "A128CBC-HS256" };
    const on = await objectScene({ members });
    const object = await on.make();
    assertCode(await on.send(await on.encrypt(object, "RSA-OAEP-256", "A128CBC-HS256")));
    for (const [alg, enc] of [
      ["ECDH-ES", "A128CBC-HS256"],
      ["RSA-OAEP-256", "A128GCM"],
    ] as const)
      assertSent(await on.send(await on.encrypt(object, alg, enc), BESIDE), { error: "invalid_request_object" });
  });

  rule(
    ["OIDC-6.1-7", "RFC9101-4-3"],
    "is refused when nobody signed what is inside, as anybody can encrypt for us",
    async () => {
      const on = await objectScene();
      for (const inside of [on.claims(), on.unsigned()])
        assertSent(await on.send(await on.encrypt(inside), BESIDE), { error: "request_not_supported" });
    },
  );

  rule("OIDC-6.3.2-2", "may hold bare claims where the client registered that it does not sign", async () => {
    const on = await objectScene({ members: { request_object_signing_alg: "none" } });
    assertCode(await on.send(await on.encrypt(on.claims())));
    assertCode(await on.send(await on.encrypt(on.unsigned())));
  });

  beyond("RFC9101-6.1-1", "is refused when it was encrypted twice", async () => {
    const on = await objectScene();
    const twice = await on.encrypt(await on.encrypt(await on.make()));
    assertSent(await on.send(twice, BESIDE), { error: "invalid_request_object" });
  });
});

describe("a request object that nobody signed", () => {
  rule(["OIDC-6.3.2-2", "DISCOVERY-3-13"], "is a request of a client that registered none", async () => {
    const on = await objectScene({ members: { request_object_signing_alg: "none" } });
    assertCode(await on.send(on.unsigned()));
  });

  rule("OIDC-6.3.2-2", "is not supported for a client that registered nothing, by value and by reference", async () => {
    const uri = "https://client.test/object";
    const fetch = async () => ({ status: 200, headers: new Headers(), text: on.unsigned() });
    const on: ObjectScene = await objectScene({ members: { request_uris: [uri] }, fetch });
    const beside = { ...BESIDE, state: "beside" };
    assertSent(await on.send(on.unsigned(), beside), { error: "request_not_supported", state: "beside" });
    const reply = await on.ask({ client_id: on.app.clientId, request_uri: uri, ...beside });
    assertSent(reply, { error: "request_uri_not_supported", state: "beside" });
  });

  rule("OIDC-6.3.2-1", "is refused of a client that registered an algorithm", async () => {
    const on = await objectScene({ members: { request_object_signing_alg: "ES256" } });
    assertSent(await on.send(on.unsigned(), BESIDE), { error: "invalid_request_object" });
    assertSent(await on.send(await on.make({}, { alg: "RS256" }), BESIDE), { error: "invalid_request_object" });
    assertCode(await on.send(await on.make(), BESIDE));
  });

  rule("OIDC-6.3.2-1", "is all that a client sends which registered none", async () => {
    const on = await objectScene({ members: { request_object_signing_alg: "none" } });
    assertSent(await on.send(await on.make(), BESIDE), { error: "invalid_request_object" });
  });

  for (const [name, options, id] of [
    [
      "the client",
      { members: { require_signed_request_object: true, request_object_signing_alg: "none" } },
      "RFC9101-10.5-1",
    ],
    [
      "the server",
      { members: { request_object_signing_alg: "none" }, settings: { REQUIRE_SIGNED_REQUEST_OBJECT: "true" } },
      "RFC9101-10.5-2",
    ],
  ] as const) {
    rule(
      [id, "RFC9101-4-3"],
      `is refused where ${name} demands signatures, and so is a request without any object`,
      async () => {
        const on = await objectScene(options);
        assertSent(await on.send(on.unsigned(), BESIDE), { error: "invalid_request_object" });
        assertSent(await on.send(await on.encrypt(on.claims()), BESIDE), { error: "invalid_request_object" });
        assertSent(await on.ask(codeRequest(on.app)), { error: "invalid_request", state: "a state", says: "signed" });
      },
    );
  }

  rule(
    ["RFC9101-10.5-1", "RFC9101-10.5-2"],
    "is not needed where signatures are demanded and there is one",
    async () => {
      for (const options of [
        { members: { require_signed_request_object: true } },
        { settings: { REQUIRE_SIGNED_REQUEST_OBJECT: "true" } },
      ]) {
        const on = await objectScene(options);
        assertCode(await on.send(await on.make(), BESIDE));
      }
    },
  );
});

/** Objects that are refused after their signature held, by what is wrong inside. */
const WRONG_INSIDE: readonly (readonly [id: string, name: string, changes: Claims])[] = [
  ["RFC9101-4-2", "a request inside", { request: "a.b.c" }],
  ["OIDC-6.1-5", "a request_uri inside", { request_uri: "https://client.test/object" }],
  ["OIDC-6.1-2", "another response_type than beside it", { response_type: "token" }],
  ["RFC9101-7-1", "an exp in the past", { exp: 1 }],
  ["RFC9101-7-1", "an nbf in the future", { nbf: 9_999_999_999 }],
  ["RFC9101-7-1", "an iat in the future", { iat: 9_999_999_999 }],
];

/** Objects of which nothing may be believed. */
const WRONG_WHOLE: readonly (readonly [id: string, name: string, changes: Claims])[] = [
  ["RFC9101-5-3", "another client_id", { client_id: "another" }],
  ["OIDC-6.1-2", "a client_id that is a number", { client_id: 5 }],
  ["RFC9101-4-5", "another iss", { iss: "another" }],
  ["RFC9101-4-5", "another aud", { aud: "https://other.test" }],
  ["RFC9101-4-5", "no aud in its list", { aud: [] }],
  ["RFC9101-10.8-1", "the client as its sub", { sub: "(the client)" }],
  ["RFC9101-4-1", "a parameter that is null", { state: null }],
  ["RFC9101-4-1", "a parameter that is a list", { scope: ["read"] }],
  ["RFC9101-4-1", "a prompt that is an object", { prompt: {} }],
  ["RFC9101-4-1", "a resource that is no text", { resource: [1] }],
  ["RFC9101-6.3-3", "a control character", { state: "a\u0000b" }],
  ["RFC9101-6.3-3", "half of a character", { state: "\ud800" }],
  [
    "RFC9101-6.3-3",
    "three hundred parameters",
    Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`p${at}`, "x"])),
  ],
  ["RFC9101-7-1", "an exp that is a text", { exp: "9999999999" }],
];

describe("a request object that is refused", () => {
  const beside = { ...BESIDE, redirect_uri: SECOND_CALLBACK, state: "beside" };

  for (const [id, name, changes] of WRONG_INSIDE) {
    rule(id, `is answered at the address inside of it: ${name}`, async () => {
      const on = await objectScene();
      const reply = await on.send(await on.make(changes), beside);
      const [part] = locationOf(reply).hash === "" ? (["search"] as const) : (["hash"] as const);
      const parameters = assertErrorSent(reply, { error: "invalid_request_object", part });
      assert.equal(parameters.get("state"), "a state");
      assert.equal(locationOf(reply).pathname, "/cb");
    });
  }

  for (const [id, name, changes] of WRONG_WHOLE) {
    rule(id, `is answered at the address beside it: ${name}`, async () => {
      const on = await objectScene();
      const object = await on.make(changes["sub"] === undefined ? changes : { sub: on.app.clientId });
      assertSent(await on.send(object, beside), {
        error: "invalid_request_object",
        at: SECOND_CALLBACK,
        state: "beside",
      });
    });
  }

  rule("RFC9101-5-3", "is refused without a client_id where it has to be whole", async () => {
    const on = await objectScene();
    assertCode(await on.send(await on.make({ client_id: undefined }), BESIDE));
    assertSent(await on.send(await on.make({ client_id: undefined }, JAR), BESIDE), {
      error: "invalid_request_object",
    });
  });

  rule(
    ["RFC9101-6.2-3", "RFC6749-4.1.2.1-1"],
    "is told to the person where no address beside it can be trusted",
    async () => {
      const on = await objectScene();
      const forged = `${(await on.make()).slice(0, -4)}AAAA`;
      for (const evil of [{}, { redirect_uri: "https://evil.test/cb" }, { redirect_uri: [CALLBACK, CALLBACK] }])
        assertProblemPage(await on.send(forged, { response_type: "code", ...evil }), {
          error: "invalid_request_object",
        });
    },
  );

  rule("RFC6749-4.1.2.1-1", "is not looked at where nobody knows the client", async () => {
    const on = await objectScene();
    for (const id of ["nobody", "", undefined, ["a", "b"]])
      assertProblemPage(await on.send(await on.make(), { client_id: id, ...BESIDE }), { error: "invalid_request" });
  });

  rule("RFC9101-5-1", "is told to the person where no client_id stands beside it", async () => {
    const on = await objectScene();
    const reply = await on.ask({ request: await on.make(), redirect_uri: CALLBACK, response_type: "code" });
    assertProblemPage(reply, { error: "invalid_request", says: "client_id" });
  });

  rule(["RFC9101-5-2", "OIDC-6.1-6"], "is refused beside a request_uri, and when it comes twice", async () => {
    const on = await objectScene();
    const object = await on.make();
    const both = await on.send(object, { request_uri: "https://client.test/object", ...beside });
    assertSent(both, { error: "invalid_request", at: SECOND_CALLBACK, state: "beside", says: "both" });
    const twice = await on.ask({ client_id: on.app.clientId, request: [object, object], ...beside });
    assertSent(twice, { error: "invalid_request", at: SECOND_CALLBACK, state: "beside", says: "repeated" });
  });

  rule("RFC9101-6.2-1", "is not verified by a key of another client", async () => {
    const on = await objectScene();
    const other = await client(on.under.issuer, { redirectUris: [CALLBACK, SECOND_CALLBACK] });
    const object = await on.make({ client_id: other.clientId, iss: other.clientId });
    assertSent(await on.send(object, { ...BESIDE, client_id: other.clientId }), { error: "invalid_request_object" });
  });

  it("names the sentence that was broken in the audit log", async () => {
    const on = await objectScene();
    await on.send(rawJwt({ alg: "ES256" }, on.claims(), "AAAA"), BESIDE);
    assert.include(on.under.events, "client.refused");
  });
});

describe("request objects that are turned off", () => {
  const beside: Given = { ...BESIDE, state: "beside" };

  rule(["OIDC-6.1-1", "RFC9101-7-1"], "are not supported", async () => {
    const on = await objectScene({ settings: { REQUEST_OBJECTS: "off" } });
    const reply = await on.send(await on.make(), beside);
    assertSent(reply, { error: "request_not_supported", state: "beside" });
  });

  rule(["OIDC-6.2-1", "RFC9101-7-1"], "are not fetched either", async () => {
    for (const settings of [{ REQUEST_OBJECTS: "off" }, { REQUEST_URI: "off" }]) {
      const on = await objectScene({ settings, members: { request_uris: ["https://client.test/object"] } });
      const reply = await on.ask({ client_id: on.app.clientId, request_uri: "https://client.test/object", ...beside });
      assertSent(reply, { error: "request_uri_not_supported", state: "beside" });
    }
  });

  it("are taken by value where only those by reference are off", async () => {
    const on = await objectScene({ settings: { REQUEST_URI: "off" } });
    assertCode(await on.send(await on.make()));
  });
});

describe("the metadata of request objects", () => {
  const NAMES = /^request_|^require_(?:request|signed)/;

  for (const [name, settings, expected] of [
    ["by the standard settings", {}, [true, true, true, false]],
    ["without references", { REQUEST_URI: "off" }, [true, false, false, false]],
    ["where all must be signed", { REQUIRE_SIGNED_REQUEST_OBJECT: "yes" }, [true, true, true, true]],
    ["where they are off", { REQUEST_OBJECTS: "no" }, [false, false, false, false]],
  ] as const) {
    rule("RFC9101-10.5-2", `says what is taken ${name}`, async () => {
      const { under } = await objectScene({ settings });
      const { metadata } = under.issuer;
      const said = [
        "request_parameter_supported",
        "request_uri_parameter_supported",
        "require_request_uri_registration",
        "require_signed_request_object",
      ];
      assert.deepEqual(
        said.map((member) => metadata[member]),
        [...expected],
      );
      const lists = Object.keys(metadata).filter((member) => NAMES.test(member) && member.endsWith("values_supported"));
      assert.lengthOf(lists, expected[0] ? 3 : 0);
    });
  }

  it("lists each algorithm that is taken of every client, and not none", async () => {
    const { under } = await objectScene({ settings: { ENCRYPTION_ALGS: "none" } });
    const { metadata } = under.issuer;
    assert.includeMembers(metadata["request_object_signing_alg_values_supported"] as string[], [
      "RS256",
      "ES256",
      "HS256",
    ]);
    assert.notInclude(metadata["request_object_signing_alg_values_supported"], "none");
    assert.notProperty(metadata, "request_object_encryption_enc_values_supported");
  });
});

describe("a client that registered by itself, and for request objects", () => {
  const uri = "https://app.test/object#hash";

  it("is told what holds, and is held to it", async () => {
    const key = await namedKey();
    const under = await registrar("token", { fetch: NO_FETCH });
    const members = { request_uris: [uri], request_object_signing_alg: "ES256", require_signed_request_object: true };
    const { told, id } = await registered(under, { ...members, jwks: key.jwks });
    assert.deepInclude(told, members);
    const claims = { client_id: id, response_type: "code", state: "s", scope: "read", code_challenge: "c".repeat(43) };
    const request = await signed(
      { ...claims, code_challenge_method: "S256", redirect_uri: "https://app.test/cb" },
      key,
    );
    const reply = await under.get("/authorize", { query: { client_id: id, request } });
    assert.match(locationOf(reply).pathname, /^\/interaction\//);
    assertErrorSent(await under.get("/authorize", { query: claims }), { error: "invalid_request", says: "signed" });
  });

  for (const members of [
    { request_object_signing_alg: "None" },
    { request_uris: ["http://app.test/object"] },
    { require_signed_request_object: true, request_object_signing_alg: "none" },
    { request_object_encryption_enc: "A128GCM" },
  ]) {
    it(`is not registered with ${JSON.stringify(members)}`, async () => {
      const under = await registrar();
      assertError(await register(under, { ...WEB_APP, ...members }), { error: "invalid_client_metadata" });
    });
  }
});
