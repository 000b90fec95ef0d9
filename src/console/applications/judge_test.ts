import { assert } from "chai";
import { generateKeyPairSync } from "node:crypto";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { clientRecord } from "../../../test/support/records.ts";
import { publicJwkOf } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { judge } from "./judge.ts";
import type { Typed } from "./typed.ts";
import { typedClient } from "./typed_client.ts";

const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 });
const SMALL = generateKeyPairSync("rsa", { modulusLength: 1024 });
const EC = generateKeyPairSync("ec", { namedCurve: "P-256" });

function pem({ publicKey }: typeof RSA): string {
  return publicKey.export({ type: "spki", format: "pem" }).toString();
}

const PRIVATE = RSA.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const BY_RSA = { grant_types: ["oauth1"], oauth_signature_methods: ["RSA-SHA256"] };

type Fields = Readonly<Record<string, string | readonly string[]>>;

const RIGHT: Fields = {
  name: "Photo Printer",
  client_type: "confidential",
  grant_types: ["authorization_code"],
  redirect_uris: "https://printer.test/cb",
};

function typed(fields: Fields): Typed {
  return new Map(Object.entries(fields).map(([name, value]) => [name, typeof value === "string" ? [value] : value]));
}

interface JudgedAs {
  readonly isStaff?: boolean;
  readonly before?: ClientRecord;
}

async function judged(changes: Fields, { isStaff = false, before }: JudgedAs = {}) {
  const { issuer } = await issuerUnderTest();
  return judge(typed({ ...RIGHT, ...changes }), { issuer, isStaff, before });
}

async function problems(changes: Fields, as: JudgedAs = {}): Promise<Readonly<Record<string, readonly string[]>>> {
  return Object.fromEntries((await judged(changes, as)).problems);
}

describe("judge()", () => {
  it("finds nothing wrong with what is right", async () => {
    const { problems: found, problem, warnings, input } = await judged({});
    assert.deepEqual([found.size, problem, warnings.size], [0, undefined, 0]);
    assert.equal(input.name, "Photo Printer");
  });

  const wrong: readonly (readonly [string, Fields, string, RegExp])[] = [
    ["a type that there is not", { client_type: "both" }, "client_type", /confidential or public/],
    ["a text that came twice", { name: ["One", "Two"] }, "name", /more than once/],
    ["a member that came twice", { logo_uri: ["https://a.test/", "https://a.test/"] }, "logo_uri", /more than once/],
    ["the second of two addresses", { redirect_uris: "https://a.test/\n/cb" }, "redirect_uris", /^No\. 2: /],
    ["a number that is a text", { default_max_age: "soon" }, "default_max_age", /whole number/],
    ["JSON that is none", { jwks: "{" }, "jwks", /jwks is refused/],
    ["JSON that is too deep", { jwks: `{"keys":${"[".repeat(20)}${"]".repeat(20)}}` }, "jwks", /nested/],
    ["NUL inside of JSON", { jwks: '{"keys":["\\u0000"]}' }, "jwks", /NUL/],
    ["a language of a member that has none", { localized: "jwks#fr = x" }, "localized", /client_name#fr/],
    ["a language that is none", { localized: "client_name#x y = z" }, "localized", /client_name#fr/],
    ["a tag that is none", { localized: "client_name#1 = z" }, "localized", /language tag/],
    ["a wrong text of a language", { localized: "logo_uri#fr = javascript:x" }, "localized", /logo_uri/],
    [
      "HS256 for a public one",
      { client_type: "public", id_token_signed_response_alg: "HS256" },
      "id_token_signed_response_alg",
      /not one of/,
    ],
    [
      "a key that it does not offer",
      { token_endpoint_auth_method: "private_key_jwt" },
      "token_endpoint_auth_method",
      /jwks/,
    ],
    [
      "a public consumer",
      { client_type: "public", grant_types: ["oauth1"] },
      "grant_types",
      /register it as confidential/,
    ],
    [
      "a signature method that there is not",
      { oauth_signature_methods: ["HMAC-MD5"] },
      "oauth_signature_methods",
      /HMAC-SHA256/,
    ],
    ["a consumer that signs by RSA without a key", BY_RSA, "jwks", /^Give an RSA public key of at least 2048 bits/],
    [
      "one with a key on a curve",
      { ...BY_RSA, jwks: pem(EC) },
      "jwks",
      /^Give an RSA public key of at least 2048 bits/,
    ],
    ["one with a short key", { ...BY_RSA, jwks: pem(SMALL) }, "jwks", /an RSA key of 1024 bits/],
    ["one with a private key", { ...BY_RSA, jwks: PRIVATE }, "jwks", /nothing of it was kept: give the public half/],
    ["one with half of a key", { ...BY_RSA, jwks: pem(RSA).slice(0, 300) }, "jwks", /give all from BEGIN PUBLIC KEY/],
    ["one with a text that is no key", { ...BY_RSA, jwks: "my key" }, "jwks", /a certificate, or a JWK Set/],
  ];
  for (const [name, changes, field, says] of wrong) {
    it(`tells ${name}, at its field alone`, async () => {
      const found = await problems(changes);
      assert.deepEqual(Object.keys(found), [field]);
      assert.match(found[field]?.[0] ?? "", says);
      assert.lengthOf(found[field] ?? [], 1);
    });
  }

  it("keeps the public key of a consumer that was pasted as PEM as a key set", async () => {
    const { input, problems: found } = await judged({ ...BY_RSA, jwks: pem(RSA), redirect_uris: "" });
    assert.deepEqual(Object.fromEntries(found), {});
    assert.deepEqual(input.metadata, {
      oauth_signature_methods: ["RSA-SHA256"],
      jwks: { keys: [publicJwkOf(RSA.publicKey)] },
    });
  });

  it("warns of weak signature methods where they are ticked", async () => {
    const { warnings } = await judged({ grant_types: ["oauth1"], oauth_signature_methods: ["PLAINTEXT", "HMAC-SHA1"] });
    assert.deepEqual([...warnings.keys()], ["oauth_signature_methods"]);
    assert.match(warnings.get("oauth_signature_methods")?.join() ?? "", /PLAINTEXT sends the secrets/);
  });

  it("judges members together: what one of them needs of another", async () => {
    const together = { grant_types: ["authorization_code"], response_types: "code\ntoken" };
    assert.deepEqual(Object.keys(await problems(together)), ["response_types"]);
    const right = { ...together, grant_types: ["authorization_code", "implicit"] };
    assert.deepEqual(await problems(right), {});
  });

  it("warns at the field that it is about", async () => {
    const { warnings } = await judged({
      grant_types: ["authorization_code", "password"],
      id_token_signed_response_alg: "HS256",
    });
    assert.deepEqual([...warnings.keys()], ["grant_types", "id_token_signed_response_alg"]);
    const assertion = await judged({ token_endpoint_auth_method: "client_secret_jwt" });
    assert.deepEqual([...assertion.warnings.keys()], ["token_endpoint_auth_method"]);
  });

  it("does not warn of what is wrong in any case", async () => {
    const { warnings } = await judged({ redirect_uris: "javascript:alert(1)", grant_types: ["implicit"] });
    assert.deepEqual([...warnings.keys()], ["grant_types"]);
  });

  describe("of an application that is there", () => {
    const before = clientRecord({
      clientId: "printer",
      grantTypes: ["authorization_code"],
      skipAuthorization: true,
      accessTokenLifetime: 7,
      scope: ["introspection"],
      metadata: { client_name: "Old", gone_member: { a: 1 }, "gone_member#fr": "x", logo_uri: "https://a.test/" },
    });

    async function inputOf(changes: Fields, isStaff = false) {
      const { issuer } = await issuerUnderTest();
      const { input, problems: found } = await judge(
        new Map([...typedClient(before, issuer), ...typed({ redirect_uris: "https://printer.test/cb", ...changes })]),
        { issuer, isStaff, before },
      );
      assert.deepEqual(Object.fromEntries(found), {});
      return input;
    }

    it("keeps what nobody judges, and follows its name", async () => {
      const { metadata } = await inputOf({ name: "New" });
      const gone = { gone_member: { a: 1 }, "gone_member#fr": "x" };
      assert.deepEqual(metadata, { ...gone, client_name: "New", logo_uri: "https://a.test/" });
    });

    it("takes away what was emptied", async () => {
      assert.notProperty((await inputOf({ logo_uri: "" })).metadata, "logo_uri");
    });

    it("keeps its id, and what staff decided, from who is not of it", async () => {
      const sly = { client_id: "another", skip_authorization: "", access_token_lifetime: "86400" };
      const { clientId, skipAuthorization, accessTokenLifetime } = await inputOf(sly);
      assert.deepEqual([clientId, skipAuthorization, accessTokenLifetime], ["printer", true, 7]);
      assert.deepInclude(await inputOf(sly, true), { skipAuthorization: false, accessTokenLifetime: 86_400 });
    });
  });

  const scopes: readonly (readonly [string, Partial<ClientRecord>, string | undefined])[] = [
    ["every scope", {}, undefined],
    ["no scope", { scope: [] }, ""],
  ];
  for (const [name, said, scope] of scopes) {
    it(`leaves an application ${name} where none is ticked, if that is what it had`, async () => {
      const before = clientRecord(said);
      assert.equal((await judged({ scope: [] }, { before })).input.scope, scope);
    });
  }
});
