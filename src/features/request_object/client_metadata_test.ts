import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { metadataContext } from "../../../test/support/metadata.ts";
import { type MetadataContext, readMetadata } from "../../engine/mod.ts";
import { REQUEST_OBJECT_CLIENT_METADATA } from "./client_metadata.ts";

const FIELDS = new Map(REQUEST_OBJECT_CLIENT_METADATA.map((field) => [field.name, field]));

type Document = Readonly<Record<string, unknown>>;

async function read(document: Document, said: Partial<MetadataContext> = {}) {
  const context = metadataContext(document, said);
  const { held, refused } = await readMetadata({ fields: FIELDS, context, standards: true });
  return { held, refused: refused.map(({ name }) => name) };
}

describe("client metadata of request objects", () => {
  it("is nothing where nothing is sent", async () => {
    assert.deepEqual(await read({}), { held: {}, refused: [] });
  });

  for (const document of [
    { request_object_signing_alg: "RS256" },
    { request_object_signing_alg: "EdDSA" },
    { request_object_signing_alg: "HS512" },
    { request_object_signing_alg: "none" },
    { request_object_encryption_alg: "RSA-OAEP-256", request_object_encryption_enc: "A256GCM" },
    { require_signed_request_object: true, request_object_signing_alg: "PS256" },
    { require_signed_request_object: false, request_object_signing_alg: "none" },
    { request_uris: ["https://client.test/object", "https://client.test/object#hash", "http://127.0.0.1:8080/object"] },
    { request_uris: [] },
  ]) {
    it(`holds ${JSON.stringify(document)}`, async () => {
      assert.deepEqual(await read(document), { held: document, refused: [] });
    });
  }

  it("holds the standard encryption of the content beside that of the key", async () => {
    const document = { request_object_encryption_alg: "ECDH-ES" };
    const { held } = await read(document);
    assert.deepEqual(held, { ...document, request_object_encryption_enc: "A128CBC-HS256" });
  });

  for (const document of [
    { request_object_signing_alg: "None" },
    { request_object_signing_alg: "RS1" },
    { request_object_signing_alg: ["RS256"] },
    { request_object_encryption_alg: "RSA-OAEP" },
    { request_object_encryption_alg: "dir" },
    { request_object_encryption_enc: "A128GCM" },
    { require_signed_request_object: "true" },
    { request_uris: "https://client.test/object" },
    { request_uris: [5] },
    { request_uris: ["http://client.test/object"] },
    { request_uris: ["https://user@client.test/object"] },
    { request_uris: ["https://client.test/object", "file:///etc/passwd"] },
    { request_uris: ["urn:example:object"] },
    { request_uris: Array.from({ length: 21 }, (_, at) => `https://client.test/${at}`) },
  ] satisfies readonly Document[]) {
    it(`refuses ${JSON.stringify(document).slice(0, 90)}`, async () => {
      const { held, refused } = await read(document);
      assert.deepEqual(refused, Object.keys(document));
      for (const name of refused) assert.notProperty(held, name);
    });
  }

  rule("RFC9101-10.5-1", "lets nobody demand signatures who does not sign", async () => {
    const document = { require_signed_request_object: true, request_object_signing_alg: "none" };
    assert.deepEqual((await read(document)).refused, ["require_signed_request_object"]);
  });

  it("lets a public client sign by its keys, and not by a secret that it has not", async () => {
    const said = { clientType: "public" } as const;
    assert.deepEqual((await read({ request_object_signing_alg: "ES256" }, said)).refused, []);
    assert.deepEqual((await read({ request_object_signing_alg: "none" }, said)).refused, []);
    const refused = (await read({ request_object_signing_alg: "HS256" }, said)).refused;
    assert.deepEqual(refused, ["request_object_signing_alg"]);
  });

  it("lets nobody encrypt for an issuer that cannot decrypt", async () => {
    const document = { request_object_encryption_alg: "RSA-OAEP-256" };
    assert.deepEqual((await read(document, { decryptionAlgs: [] })).refused, Object.keys(document));
  });
});
