import { assert } from "chai";
import { generateKeyPairSync } from "node:crypto";
import { rule } from "../../conformance/support/rule.ts";
import { metadataContext } from "../../test/support/metadata.ts";
import { readMetadata } from "../engine/mod.ts";
import { publicJwkOf } from "../protocol/mod.ts";
import { CLIENT_METADATA } from "./client_metadata.ts";

const FIELDS = new Map(CLIENT_METADATA.map((field) => [field.name, field]));
const KEY = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
const WEB = ["https://client.test/cb"];

type Document = Readonly<Record<string, unknown>>;

async function read(document: Document, standards = true) {
  return readMetadata({ fields: FIELDS, context: metadataContext(document), standards });
}

async function held(document: Document): Promise<Document> {
  const { held: members, refused } = await read(document);
  assert.deepEqual(refused, [], JSON.stringify(document));
  return members;
}

async function rulesBroken(document: Document): Promise<readonly string[]> {
  return (await read(document)).refused.map(({ name, error }) => `${name} ${error.rule}`);
}

describe("response_types", () => {
  for (const [said, document, expected] of [
    ["nothing is sent", {}, ["code"]],
    ["a code can be redeemed", { grant_types: ["authorization_code", "refresh_token"] }, ["code"]],
    ["no browser is sent back", { grant_types: ["client_credentials"] }, []],
    ["there is no grant at all", { grant_types: [] }, []],
  ] as const) {
    rule("RFC7591-2-5", `is ${JSON.stringify(expected)} where ${said}`, async () => {
      assert.deepEqual((await held({ redirect_uris: WEB, ...document }))["response_types"], expected);
    });
  }

  for (const [types, grants, kept] of [
    [["code"], undefined, ["code"]],
    [["token"], ["implicit"], ["token"]],
    [["id_token token", "id_token"], ["implicit"], ["id_token token", "id_token"]],
    [["token id_token", "id_token token"], ["implicit"], ["id_token token"]],
    [["code id_token"], ["authorization_code", "implicit"], ["code id_token"]],
    [
      ["id_token code", "code"],
      ["implicit", "authorization_code"],
      ["code id_token", "code"],
    ],
    [["code", "code"], ["authorization_code"], ["code"]],
    [[], ["client_credentials"], []],
  ] as const) {
    it(`keeps ${JSON.stringify(types)} beside ${JSON.stringify(grants)}`, async () => {
      const document = { redirect_uris: WEB, response_types: types, grant_types: grants };
      assert.deepEqual((await held(document))["response_types"], kept);
    });
  }

  for (const [types, grants] of [
    [["token"], undefined],
    [["code"], ["implicit"]],
    [["code"], ["client_credentials"]],
    [["code id_token"], ["authorization_code"]],
    [["code"], ["authorization_code", "implicit"]],
    [[], ["authorization_code"]],
    [undefined, ["implicit"]],
    [undefined, ["authorization_code", "implicit"]],
  ] as const) {
    rule("RFC7591-2.1-1", `are refused as ${JSON.stringify(types)} beside ${JSON.stringify(grants)}`, async () => {
      const document = { redirect_uris: WEB, response_types: types, grant_types: grants };
      assert.deepEqual(await rulesBroken(document), ["response_types RFC7591-2.1-1"]);
    });
  }

  for (const types of [
    "code",
    { 0: "code" },
    ["coke"],
    ["code code"],
    ["code none"],
    [" code"],
    [""],
    [1],
    [["code"]],
  ]) {
    rule("RFC7591-3.2.2-2", `are refused as ${JSON.stringify(types)}`, async () => {
      const document = { redirect_uris: WEB, response_types: types };
      assert.deepEqual(await rulesBroken(document), ["response_types RFC7591-3.2.2-2"]);
    });
  }
});

describe("application_type", () => {
  for (const [uris, expected] of [
    [WEB, "web"],
    [[], "web"],
    [["http://127.0.0.1/cb"], "native"],
    [["com.example.app:/cb", "http://[::1]/cb"], "native"],
  ] as const) {
    it(`is ${expected} where redirect URIs are ${JSON.stringify(uris)}`, async () => {
      assert.equal((await held({ redirect_uris: uris }))["application_type"], expected);
    });
  }

  for (const [type, uri] of [
    ["native", "https://client.test/claimed"],
    ["native", "http://localhost:3000/cb"],
    ["native", "com.example.app:/cb"],
    ["web", "https://client.test/cb"],
  ] as const) {
    it(`may be ${type} with ${uri}`, async () => {
      assert.equal((await held({ application_type: type, redirect_uris: [uri] }))["application_type"], type);
    });
  }

  for (const [id, type, uri] of [
    ["OIDCREG-2-4", "web", "http://client.test/cb"],
    ["OIDCREG-2-4", "web", "http://127.0.0.1/cb"],
    ["OIDCREG-2-4", "web", "https://localhost/cb"],
    ["OIDCREG-2-4", "web", "https://app.LOCALHOST./cb"],
    ["OIDCREG-2-4", "web", "com.example.app:/cb"],
    ["OIDCREG-2-5", "native", "http://client.test/cb"],
    ["OIDCREG-2-5", "native", "http://127.0.0.1.evil.test/cb"],
  ] as const) {
    rule(id, `is refused as ${type} with ${uri}`, async () => {
      const document = { application_type: type, redirect_uris: [uri] };
      assert.deepEqual(await rulesBroken(document), [`application_type ${id}`]);
    });
  }

  rule("OIDCREG-2-4", "is judged where it is not sent, too", async () => {
    const document = { redirect_uris: ["https://client.test/cb", "http://127.0.0.1/cb"] };
    assert.deepEqual(await rulesBroken(document), ["application_type OIDCREG-2-4"]);
  });
});

describe("jwks and jwks_uri", () => {
  it("are kept as they are", async () => {
    const keys = { keys: [KEY] };
    assert.deepEqual((await held({ jwks: keys }))["jwks"], keys);
    assert.equal((await held({ jwks_uri: "https://client.test/keys" }))["jwks_uri"], "https://client.test/keys");
  });

  it("are read as PEM, which is kept as a key set", async () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwks = publicKey.export({ type: "spki", format: "pem" });
    assert.deepEqual((await held({ jwks }))["jwks"], { keys: [publicJwkOf(publicKey)] });
  });

  it("are refused as PEM of a private key, of which nothing is kept", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwks = privateKey.export({ type: "pkcs8", format: "pem" });
    const { held: kept, refused } = await read({ jwks });
    assert.notProperty(kept, "jwks");
    assert.match(refused[0]?.error.description ?? "", /jwks is refused: Cannot take a private key, and nothing/);
  });

  rule("RFC7591-2-2", "are refused together", async () => {
    const document = { jwks: { keys: [KEY] }, jwks_uri: "https://client.test/keys" };
    assert.deepEqual(await rulesBroken(document), ["jwks RFC7591-2-2"]);
    assert.isEmpty((await read({ ...document, jwks_uri: null })).refused);
  });

  for (const [what, jwks] of [
    ["a text", "{}"],
    ["no list", { keys: {} }],
    ["a private key", { keys: [{ ...KEY, d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A" }] }],
    ["a symmetric key", { keys: [{ kty: "oct", k: "c2VjcmV0" }] }],
    ["something that is no key", { keys: [1] }],
  ] as const) {
    it(`are refused as ${what}`, async () => {
      const { refused } = await read({ jwks });
      assert.deepEqual(
        refused.map(({ name, error }) => `${name} ${error.code}`),
        ["jwks invalid_client_metadata"],
      );
      assert.notInclude(refused[0]!.error.description, "nWGxne");
    });
  }
});

describe("what people read of a client", () => {
  it("is kept in every language", async () => {
    const document = {
      client_name: "App",
      "client_name#fr": "Appli",
      client_uri: "https://client.test/",
      "client_uri#fr": "https://client.test/fr",
      logo_uri: "https://client.test/logo.png",
      policy_uri: "https://client.test/policy",
      "tos_uri#de": "https://client.test/agb",
      contacts: ["ann@client.test", "+44 20 7946 0000"],
      software_id: "4NRB1-0XZABZI9E6-5SM3R",
      software_version: "2.1",
    };
    assert.deepInclude(await held({ redirect_uris: WEB, ...document }), document);
  });

  for (const name of ["client_uri", "logo_uri", "policy_uri", "tos_uri", "jwks_uri"]) {
    it(`leads to no script: ${name}`, async () => {
      assert.deepEqual(await rulesBroken({ [name]: "javascript:alert(1)" }), [`${name} RFC7591-3.2.2-2`]);
    });
  }

  for (const contacts of [[""], ["x".repeat(201)], ["a\nb"], [" "], "ann@client.test"]) {
    it(`holds no contacts such as ${JSON.stringify(contacts).slice(0, 20)}`, async () => {
      assert.deepEqual(await rulesBroken({ contacts }), ["contacts RFC7591-3.2.2-2"]);
    });
  }
});
