import { assert } from "chai";
import { refusalOf } from "../../../test/support/refusals.ts";
import { CLIENT_KEY_ALGS, CLIENT_SECRET_ALGS, isSymmetric } from "../../protocol/mod.ts";
import type { MetadataContext } from "../../engine/mod.ts";
import { ASSERTION_ALGS, AUTH_SIGNING_ALG } from "./client_metadata.ts";

/** What the rest of a document says that matters here. */
function beside(method?: unknown): MetadataContext {
  const document = method === undefined ? {} : { token_endpoint_auth_method: method };
  // the member is judged by the document alone
  return { document } as unknown as MetadataContext;
}

describe("token_endpoint_auth_signing_alg", () => {
  for (const [method, algs] of [
    ["private_key_jwt", CLIENT_KEY_ALGS],
    ["client_secret_jwt", CLIENT_SECRET_ALGS],
    ["client_secret_basic", ASSERTION_ALGS],
    [undefined, ASSERTION_ALGS],
    [7, ASSERTION_ALGS],
  ] as const) {
    it(`is one of ${algs.length} algorithms beside the method ${String(method)}, and no other`, async () => {
      for (const alg of ASSERTION_ALGS) {
        if (algs.includes(alg)) {
          assert.equal(AUTH_SIGNING_ALG.parse(alg, beside(method)), alg);
          continue;
        }
        const refusal = await refusalOf(() => AUTH_SIGNING_ALG.parse(alg, beside(method)));
        assert.include(refusal.description, `does not go with ${String(method)}`);
      }
    });
  }

  for (const value of ["none", "RS1", "es256", "", "HS256 ", 256, true, ["ES256"], {}, "__proto__"]) {
    it(`is never ${JSON.stringify(value)}`, async () => {
      for (const method of [undefined, "private_key_jwt", "client_secret_jwt"]) {
        const refusal = await refusalOf(() => AUTH_SIGNING_ALG.parse(value, beside(method)));
        assert.deepInclude(refusal, { code: "invalid_client_metadata", rule: "RFC7591-3.2.2-2" });
        assert.include(refusal.description, "is not one of");
      }
    });
  }

  it("has no standard value: any algorithm of the method will do", () => {
    assert.notProperty(AUTH_SIGNING_ALG, "standard");
  });
});

describe("the algorithms of client assertions", () => {
  it("are all that this program verifies, each once, and never none", () => {
    assert.deepEqual(ASSERTION_ALGS, [...new Set(ASSERTION_ALGS)]);
    assert.deepEqual(ASSERTION_ALGS.filter(isSymmetric), CLIENT_SECRET_ALGS);
    assert.notInclude(ASSERTION_ALGS as readonly string[], "none");
  });
});
