import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { issuerUnderTest, type IssuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import type { JsonReply, Reply } from "../../protocol/mod.ts";

function bodyOf(reply: Reply): { readonly keys: readonly Readonly<Record<string, string>>[] } {
  assert.equal(reply.kind, "json");
  return JSON.parse((reply as JsonReply).text!);
}

const PUBLIC_ONLY = ["RFC7517-4.3-2", "RFC7517-9.2-1", "RFC7518-6.2.1-1", "RFC7518-6.2.2-1", "RFC7518-6.3.1-1"];

describe("the jwks endpoint", () => {
  let test: IssuerUnderTest;
  beforeEach(async () => {
    test = await issuerUnderTest();
  });
  afterEach(() => test.issuer.keys.close());

  rule(
    ["RFC7517-4.1-1", "RFC7517-4.2-1", "RFC7517-5-1"],
    "answers the keys, as what they are, for an hour",
    async () => {
      const reply = await test.get("/jwks");
      assert.equal(reply.status, 200);
      assert.include(reply.headers, {
        "Content-Type": "application/jwk-set+json",
        "Cache-Control": "public, max-age=3600",
      });
      assert.sameDeepMembers(
        bodyOf(reply).keys.map(({ kty, use, alg }) => [kty, use, alg]),
        [
          ["EC", "enc", undefined],
          ["EC", "sig", "ES256"],
          ["RSA", "enc", undefined],
          ["RSA", "sig", "RS256"],
        ],
      );
    },
  );

  rule(PUBLIC_ONLY, "shows nothing private", async () => {
    const names = bodyOf(await test.get("/jwks")).keys.flatMap((key) => Object.keys(key));
    assert.sameMembers([...new Set(names)], ["kty", "crv", "x", "y", "n", "e", "kid", "use", "alg"]);
  });

  rule("RFC7517-4.5-1", "names each key differently", async () => {
    const kids = bodyOf(await test.get("/jwks")).keys.map(({ kid }) => kid);
    assert.lengthOf([...new Set(kids)], 4);
  });

  it("is named in the metadata, by its one address", () => {
    assert.equal(test.issuer.metadata["jwks_uri"], "https://issuer.test/jwks");
  });

  it("answers the same where older servers have it", async () => {
    assert.deepEqual(await test.get("/.well-known/jwks.json"), await test.get("/jwks"));
  });

  it("gives one ready answer, made when keys change and not for each request", async () => {
    const first = await test.get("/jwks");
    assert.strictEqual(await test.get("/jwks"), first);
    await test.issuer.keys.rotate();
    assert.lengthOf(bodyOf(await test.get("/jwks")).keys, 8);
  });

  it("sends nothing to who has it already, until it changes", async () => {
    const tag = (await test.get("/jwks")).headers["ETag"]!;
    const again = await test.get("/jwks", { headers: { "if-none-match": tag } });
    assert.deepEqual([again.kind, again.status, again.headers["ETag"]], ["empty", 304, tag]);
    assert.equal(again.headers["Cache-Control"], "public, max-age=3600");
    await test.issuer.keys.rotate();
    assert.equal((await test.get("/jwks", { headers: { "if-none-match": tag } })).status, 200);
  });
});

describe("the jwks endpoint of an issuer that publishes keys for a short while ahead", () => {
  for (const [ahead, maxAge] of [
    ["60", 60],
    ["0", 0],
    ["90000", 3_600],
  ] as const) {
    it(`lets others keep the set for ${maxAge} seconds where it is ${ahead} seconds`, async () => {
      const test = await issuerUnderTest({ settings: { KEY_PUBLISH_AHEAD_SECONDS: ahead } });
      assert.equal((await test.get("/jwks")).headers["Cache-Control"], `public, max-age=${maxAge}`);
      test.issuer.keys.close();
    });
  }
});
