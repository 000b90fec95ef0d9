import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { metadataContext } from "../../../test/support/metadata.ts";
import { type MetadataContext, readMetadata } from "../../engine/mod.ts";
import { JARM_CLIENT_METADATA } from "./client_metadata.ts";

const FIELDS = new Map(JARM_CLIENT_METADATA.map((field) => [field.name, field]));
const SIGNED = "authorization_signed_response_alg";
const ALG = "authorization_encrypted_response_alg";
const ENC = "authorization_encrypted_response_enc";
const KEYS = { jwks_uri: "https://client.test/keys" };

type Document = Readonly<Record<string, unknown>>;

async function read(document: Document, said: Partial<MetadataContext> = {}) {
  const context = metadataContext(document, said);
  const { held, refused } = await readMetadata({ fields: FIELDS, context, standards: true });
  return { held, refused: refused.map(({ name, error }) => `${name} ${error.rule}`) };
}

describe("client metadata of signed authorization responses", () => {
  it("is empty where nothing is sent", async () => {
    assert.deepEqual(await read({}), { held: {}, refused: [] });
  });

  for (const alg of ["RS256", "ES256", "HS256"]) {
    rule("JARM-3-1", `lets them be signed by ${alg}`, async () => {
      assert.deepEqual(await read({ [SIGNED]: alg }), { held: { [SIGNED]: alg }, refused: [] });
    });
  }

  for (const [id, alg, said] of [
    ["JARM-3-3", "none", {}],
    ["RFC7591-3.2.2-2", "NONE", {}],
    ["RFC7591-3.2.2-2", "HS256", { clientType: "public" }],
    ["RFC7591-3.2.2-2", "PS256", {}],
    ["RFC7591-3.2.2-2", ["RS256"], {}],
    ["RFC7591-3.2.2-2", 256, {}],
  ] as const) {
    rule(id, `lets nothing be signed by ${JSON.stringify(alg)} ${JSON.stringify(said)}`, async () => {
      assert.deepEqual((await read({ [SIGNED]: alg }, said)).refused, [`${SIGNED} ${id}`]);
    });
  }

  rule("JARM-3-5", "takes A128CBC-HS256 where a client names no content encryption", async () => {
    const { held } = await read({ ...KEYS, [ALG]: "RSA-OAEP-256" });
    assert.deepEqual(held, { [ALG]: "RSA-OAEP-256", [ENC]: "A128CBC-HS256" });
  });

  rule("JARM-3-4", "takes the encryption that a client names", async () => {
    const document = { [ALG]: "ECDH-ES+A256KW", [ENC]: "A256GCM" };
    assert.deepEqual((await read({ jwks: { keys: [] }, ...document })).held, document);
  });

  rule("JARM-3-6", "refuses a content encryption without the algorithm of a key", async () => {
    for (const alg of [{}, { [ALG]: null }])
      assert.deepEqual((await read({ ...KEYS, ...alg, [ENC]: "A256GCM" })).refused, [`${ENC} JARM-3-6`]);
  });

  for (const document of [{}, { jwks: null }, { jwks_uri: null }]) {
    it(`refuses to encrypt to a client without a key (${JSON.stringify(document)})`, async () => {
      assert.deepEqual((await read({ ...document, [ALG]: "RSA-OAEP" })).refused, [`${ALG} RFC7591-3.2.2-2`]);
    });
  }

  it("encrypts under the secret of a client that has one", async () => {
    assert.equal((await read({ [ALG]: "dir" })).held[ALG], "dir");
    assert.deepEqual((await read({ [ALG]: "dir" }, { clientType: "public" })).refused, [`${ALG} RFC7591-3.2.2-2`]);
  });
});
