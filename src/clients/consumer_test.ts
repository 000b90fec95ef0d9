import { assert } from "chai";
import { generateKeyPairSync } from "node:crypto";
import { POLICY, RIGHT } from "./_registration_test.ts";
import { publicJwkOf } from "../protocol/mod.ts";
import { type ClientInput, complaintsOf, isConsumer, signatureMethodsOf } from "./mod.ts";

const POLICY_WITH_OAUTH1 = { ...POLICY, grantTypes: [...POLICY.grantTypes, "oauth1"] };
const RSA = publicJwkOf(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey);
const SMALL = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ format: "jwk" });
const EC = publicJwkOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey);

/** What is wrong with a consumer, each with the member that it is about. */
function complaints(changes: Partial<ClientInput>): readonly string[] {
  const input = { ...RIGHT, grantTypes: ["oauth1"], redirectUris: [], ...changes };
  return complaintsOf(input, POLICY_WITH_OAUTH1).map(({ member, name, says }) => `${name ?? member}: ${says}`);
}

function keyed(methods: readonly string[] | undefined, ...keys: readonly object[]): Partial<ClientInput> {
  const jwks = keys.length === 0 ? {} : { jwks: { keys } };
  return { metadata: { ...(methods === undefined ? {} : { oauth_signature_methods: methods }), ...jwks } };
}

describe("isConsumer() and signatureMethodsOf()", () => {
  it("tell who may sign, and how", () => {
    assert.isTrue(isConsumer({ grantTypes: ["password", "oauth1"] }));
    assert.isFalse(isConsumer({ grantTypes: ["oauth10", "authorization_code"] }));
    assert.deepEqual(signatureMethodsOf({ metadata: { oauth_signature_methods: ["PLAINTEXT"] } }), ["PLAINTEXT"]);
    for (const metadata of [{}, { oauth_signature_methods: "PLAINTEXT" }])
      assert.isUndefined(signatureMethodsOf({ metadata }));
  });
});

describe("complaintsOf() a consumer", () => {
  const fine: readonly (readonly [string, Partial<ClientInput>])[] = [
    ["nothing but its name: it may sign by any method, and its people type a PIN", {}],
    ["a callback", { redirectUris: ["https://printer.test/cb"] }],
    ["two legs as well", { grantTypes: ["oauth1", "client_credentials"] }],
    ["the other protocol as well", { ...RIGHT, grantTypes: ["oauth1", "authorization_code"] }],
    ["a secret of 16 characters, as older servers made them", { clientSecret: "kd94hf93k423kf44" }],
    ["RSA alone, and a key", keyed(["RSA-SHA1", "RSA-SHA256"], RSA)],
    ["RSA alone, and one fitting key of several", keyed(["RSA-SHA256"], EC, RSA)],
    [
      "RSA alone, and an address of keys",
      { metadata: { oauth_signature_methods: ["RSA-SHA1"], jwks_uri: "https://a.test/" } },
    ],
    ["RSA among others, and no key yet", keyed(["RSA-SHA1", "HMAC-SHA1"])],
    ["any method, and a key for something else", keyed(undefined, EC)],
    ["HMAC, and a key for something else", keyed(["HMAC-SHA256"], EC)],
  ];
  for (const [name, said] of fine) {
    it(`has none about ${name}`, () => assert.deepEqual(complaints(said), []));
  }

  const lacking: readonly (readonly [string, Partial<ClientInput>, string])[] = [
    ["no key", keyed(["RSA-SHA256"]), "RSA-SHA256"],
    ["a key on a curve", keyed(["RSA-SHA1"], EC), "RSA-SHA1"],
    ["a key on a curve, though it may sign otherwise", keyed(["HMAC-SHA1", "RSA-SHA1"], EC), "RSA-SHA1"],
    ["a key of 1024 bits", keyed(["RSA-SHA1", "RSA-SHA256"], SMALL), "RSA-SHA1 and RSA-SHA256"],
    ["a key for encryption", keyed(["RSA-SHA1"], { ...RSA, use: "enc" }), "RSA-SHA1"],
    ["a private key", keyed(["RSA-SHA1"], { ...RSA, d: "AA" }), "RSA-SHA1"],
    ["what is no key set", { metadata: { oauth_signature_methods: ["RSA-SHA1"], jwks: 7 } }, "RSA-SHA1"],
  ];
  for (const [name, said, methods] of lacking) {
    it(`asks one that signs by RSA for a key where it has ${name}`, () => {
      const rule = `by which ${methods} can be verified (RFC 5849 3.4.3)`;
      assert.deepEqual(complaints(said), [`jwks: Give an RSA public key of at least 2048 bits, ${rule}`]);
    });
  }

  it("asks nobody for a key who is no consumer", () => {
    assert.deepEqual(complaints({ ...RIGHT, ...keyed(["RSA-SHA1"]) }), []);
  });

  it("does not let a public client be one, which has no secret to sign with", () => {
    const [says, ...others] = complaints({ type: "public", ...keyed(["RSA-SHA1"]) });
    assert.match(says ?? "", /^grantTypes: A public client cannot use oauth1.*RFC 5849 3\.4/);
    assert.isEmpty(others);
  });
});
