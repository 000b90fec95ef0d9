import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { seededRandom, settableClock } from "../platform/mod.ts";
import { generateKeyPair, parseBasicCredentials, peekJwt, verifyJwt } from "../protocol/mod.ts";
import { type IntrospectionCredentials, proveWith } from "./introspection_credentials.ts";

const NOW = 1_767_225_600;
const SECRET = "s3cret: ü &";
const BOOKS = { clientId: "books", secret: SECRET } as const;

function proving(credentials: IntrospectionCredentials) {
  return proveWith(credentials, { clock: settableClock(NOW), random: seededRandom("introspection") });
}

describe("proveWith()", () => {
  it("sends a secret in the header, encoded as RFC 6749 has it", async () => {
    const { headers, form } = await proving({ method: "client_secret_basic", ...BOOKS })();
    assert.deepEqual(parseBasicCredentials(headers["authorization"]!), { clientId: "books", clientSecret: SECRET });
    assert.deepEqual(form, {});
  });

  it("sends a secret in the form", async () => {
    const proof = await proving({ method: "client_secret_post", ...BOOKS })();
    assert.deepEqual(proof, { headers: {}, form: { client_id: "books", client_secret: SECRET } });
  });

  it("sends an access token, also one that it has to find each time", async () => {
    let time = 0;
    const token = async () => `token-${(time += 1)}`;
    for (const [credentials, sent] of [
      ["an-access-token", ["an-access-token", "an-access-token"]],
      [token, ["token-1", "token-2"]],
    ] as const) {
      const prove = proving({ method: "bearer", token: credentials });
      const headers = [(await prove()).headers, (await prove()).headers];
      assert.deepEqual(
        headers,
        sent.map((text) => ({ authorization: `Bearer ${text}` })),
      );
    }
  });
});

describe("proveWith(), by a key", () => {
  const audience = "https://id.example";

  async function signer(pem: boolean, more: { readonly kid?: string; readonly lifetime?: number } = {}) {
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    const key = pem ? privateKey.export({ type: "pkcs8", format: "pem" }).toString() : privateKey;
    return {
      publicKey,
      prove: proving({ method: "private_key_jwt", clientId: "books", key, alg: "ES256", audience, ...more }),
    };
  }

  for (const pem of [false, true]) {
    rule("RFC7523-3-1", `signs for the server that is asked, ${pem ? "by a PEM" : "by a key object"}`, async () => {
      const { publicKey, prove } = await signer(pem);
      const { headers, form } = await prove();
      assert.deepEqual(headers, {});
      assert.equal(form["client_assertion_type"], "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
      const { claims } = await verifyJwt(form["client_assertion"]!, {
        algs: ["ES256"],
        keyFor: () => publicKey,
        now: NOW,
        audience,
      });
      assert.include(claims, { iss: "books", sub: "books", aud: audience, iat: NOW, exp: NOW + 60 });
    });
  }

  it("makes a new assertion each time, which the server takes once", async () => {
    const { prove } = await signer(false, { kid: "k1", lifetime: 5 });
    const [one, other] = await Promise.all(
      [prove(), prove()].map(async (proof) => peekJwt((await proof).form["client_assertion"]!)),
    );
    assert.notEqual(one!.claims["jti"], other!.claims["jti"]);
    assert.deepEqual([one!.header.kid, one!.claims["exp"]], ["k1", NOW + 5]);
  });
});

describe("proveWith(), of what cannot be meant", () => {
  const key = { method: "private_key_jwt", clientId: "books", alg: "ES256", audience: "https://id.example" } as const;

  for (const [what, credentials, says] of [
    ["an empty client id", { method: "client_secret_basic", clientId: "", secret: SECRET }, "empty"],
    ["an empty secret", { method: "client_secret_post", clientId: "books", secret: "" }, "empty"],
    ["an empty token", { method: "bearer", token: "" }, "empty"],
    ["a key without a client", { ...key, key: "x", clientId: "" }, "empty"],
    ["a key without an audience", { ...key, key: "x", audience: "" }, "empty"],
    ["a PEM that is none", { ...key, key: "-----BEGIN s3cret-----" }, "no PEM"],
  ] as const) {
    it(`throws for ${what} before anything is asked, and repeats no secret`, async () => {
      const error = await thrownBy(() => proving(credentials));
      assert.instanceOf(error, TypeError);
      assert.include(error.message, says);
      assert.notInclude(error.message, "s3cret");
    });
  }

  it("throws for a method that there is not", async () => {
    const unknown = { method: "none", clientId: "books" } as unknown as IntrospectionCredentials;
    assert.instanceOf(await thrownBy(() => proving(unknown)), TypeError);
  });
});
