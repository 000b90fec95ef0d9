import { assert } from "chai";
import { beyond, rule } from "../../../conformance/support/rule.ts";
import { answering, metadataContext } from "../../../test/support/metadata.ts";
import { type MetadataContext, readMetadata } from "../../engine/mod.ts";
import { OPENID_CLIENT_METADATA } from "./client_metadata.ts";

const FIELDS = new Map(OPENID_CLIENT_METADATA.map((field) => [field.name, field]));
const KEYS = { jwks_uri: "https://client.test/keys" };
const SECTOR = "https://client.test/redirect_uris.json";

type Document = Readonly<Record<string, unknown>>;

async function read(document: Document, said: Partial<MetadataContext> = {}) {
  const { held, refused } = await readMetadata({
    fields: FIELDS,
    context: metadataContext(document, said),
    standards: true,
  });
  return { held, refused: refused.map(({ name, error }) => `${name} ${error.rule}`) };
}

describe("client metadata of OpenID Connect", () => {
  rule("OIDCREG-2-6", "holds RS256 and public subjects where nothing is sent", async () => {
    const held = { subject_type: "public", id_token_signed_response_alg: "RS256" };
    assert.deepEqual(await read({}), { held, refused: [] });
  });

  it("holds the first algorithm of an issuer without a key for RS256", async () => {
    const { held } = await read({}, { signingAlgs: ["ES384", "EdDSA"] });
    assert.equal(held["id_token_signed_response_alg"], "ES384");
  });

  for (const alg of ["RS256", "ES256", "HS256"]) {
    it(`lets ID tokens and UserInfo answers be signed by ${alg}`, async () => {
      const document = { id_token_signed_response_alg: alg, userinfo_signed_response_alg: alg };
      assert.deepInclude((await read(document)).held, document);
    });
  }

  for (const [id, alg, said] of [
    ["OIDCREG-2-2", "none", {}],
    ["RFC7591-3.2.2-2", "PS256", {}],
    ["RFC7591-3.2.2-2", "RS256 ", {}],
    ["RFC7591-3.2.2-2", "HS256", { clientType: "public" }],
    ["RFC7591-3.2.2-2", 256, {}],
  ] as const) {
    rule(id, `lets nothing be signed by ${JSON.stringify(alg)} ${JSON.stringify(said)}`, async () => {
      const document = { id_token_signed_response_alg: alg, userinfo_signed_response_alg: alg };
      assert.deepEqual((await read(document, said)).refused, [
        "id_token_signed_response_alg RFC7591-3.2.2-2",
        "userinfo_signed_response_alg RFC7591-3.2.2-2",
      ]);
    });
  }
});

describe("encryption for a client", () => {
  for (const message of ["id_token", "userinfo"]) {
    const alg = `${message}_encrypted_response_alg`;
    const enc = `${message}_encrypted_response_enc`;

    it(`takes A128CBC-HS256 for the ${message} where nothing else is said`, async () => {
      const { held } = await read({ ...KEYS, [alg]: "RSA-OAEP-256" });
      assert.deepInclude(held, { [alg]: "RSA-OAEP-256", [enc]: "A128CBC-HS256" });
    });

    it(`takes what is said of the ${message}`, async () => {
      const { held } = await read({ jwks: { keys: [] }, [alg]: "ECDH-ES+A256KW", [enc]: "A256GCM" });
      assert.deepInclude(held, { [alg]: "ECDH-ES+A256KW", [enc]: "A256GCM" });
    });

    it(`may be under the secret of a client that has one, for the ${message}`, async () => {
      assert.deepInclude((await read({ [alg]: "dir" })).held, { [alg]: "dir" });
      assert.deepEqual((await read({ [alg]: "dir" }, { clientType: "public" })).refused, [`${alg} RFC7591-3.2.2-2`]);
    });

    rule("OIDCREG-2-3", `is refused for the ${message} without the algorithm of a key`, async () => {
      assert.deepEqual((await read({ ...KEYS, [enc]: "A256GCM" })).refused, [`${enc} OIDCREG-2-3`]);
    });

    it(`is refused for the ${message} without keys of the client, and in unknown ways`, async () => {
      assert.deepEqual((await read({ [alg]: "ECDH-ES" })).refused, [`${alg} RFC7591-3.2.2-2`]);
      for (const odd of ["RSA1_5", "A128KW", ["ECDH-ES"], true])
        assert.deepEqual((await read({ ...KEYS, [alg]: odd })).refused, [`${alg} RFC7591-3.2.2-2`]);
    });
  }
});

describe("subject_type and sector_identifier_uri", () => {
  const twoHosts = { subject_type: "pairwise", redirect_uris: ["https://a.test/cb", "https://b.test/cb"] };

  it("may be pairwise where all redirect URIs are of one host", async () => {
    const document = { subject_type: "pairwise", redirect_uris: ["https://a.test/cb", "https://a.test:8443/other"] };
    assert.deepEqual((await read(document)).refused, []);
    assert.deepEqual((await read({ subject_type: "pairwise" })).refused, []);
  });

  rule("OIDC-8.1-4", "are refused where several hosts have no sector", async () => {
    assert.deepEqual((await read(twoHosts)).refused, ["subject_type OIDC-8.1-4"]);
    const native = { subject_type: "pairwise", redirect_uris: ["com.example.app:/cb", "https://a.test/cb"] };
    assert.deepEqual((await read(native)).refused, ["subject_type OIDC-8.1-4"]);
    assert.isEmpty((await read({ ...twoHosts, subject_type: "public" })).refused);
  });

  rule(
    "OIDCREG-5-2",
    "are kept where the sector lists every redirect URI, and refused where one is missing",
    async () => {
      const document = { ...twoHosts, sector_identifier_uri: SECTOR };
      const all = answering(JSON.stringify([...twoHosts.redirect_uris, "https://c.test/cb"]));
      assert.deepInclude((await read(document, { fetch: all })).held, {
        subject_type: "pairwise",
        sector_identifier_uri: SECTOR,
      });
      const some = answering(JSON.stringify(["https://a.test/cb", "https://b.test/cb/"]));
      assert.deepEqual((await read(document, { fetch: some })).refused, ["sector_identifier_uri OIDCREG-5-2"]);
    },
  );

  for (const [what, fetch] of [
    ["nobody answers", undefined],
    ["it is not there", answering("[]", 404)],
    ["it is no JSON", answering("<html>")],
    ["it is no list", answering('{"redirect_uris":[]}')],
    ["it is a text", answering('"https://a.test/cb"')],
  ] as const) {
    rule("OIDCREG-5-1", `are refused where ${what}`, async () => {
      const document = { ...twoHosts, sector_identifier_uri: SECTOR };
      const said = fetch === undefined ? {} : { fetch };
      assert.deepEqual((await read(document, said)).refused, ["sector_identifier_uri OIDCREG-5-1"]);
    });
  }

  beyond("OIDCREG-5-1", "ask nobody whose address is not one of the web", async () => {
    let asked = 0;
    async function count(): Promise<never> {
      asked += 1;
      throw new TypeError("Nobody is to be asked");
    }
    for (const uri of ["http://a.test/", "file:///etc/passwd", "https://a@b.test/", 1, [SECTOR]])
      assert.lengthOf((await read({ sector_identifier_uri: uri }, { fetch: count })).refused, 1);
    assert.equal(asked, 0);
  });
});
