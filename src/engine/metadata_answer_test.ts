import { assert } from "chai";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { bodyOf } from "../../test/support/replies.ts";
import type { Feature } from "./mod.ts";
import { metadataAnswer } from "./mod.ts";

const PATH = "/told";

/** An issuer that tells its metadata at a further address, with what it does not say by itself. */
function tellingUnder(unsaid?: Readonly<Record<string, unknown>>, said: Readonly<Record<string, unknown>> = {}) {
  const telling: Feature = {
    name: "telling",
    spec: "test",
    endpoints: [{ name: "told", path: PATH, methods: ["GET"], speaks: "json", handle: metadataAnswer(unsaid) }],
    hooks: { metadata: () => said },
  };
  return issuerUnderTest({ features: (standard) => [...standard, telling] });
}

describe("metadataAnswer()", () => {
  it("is the metadata of the issuer as JSON, with a tag, to be kept for an hour", async () => {
    const under = await tellingUnder();
    const reply = await under.get(PATH);
    assert.equal(reply.status, 200);
    assert.deepEqual(bodyOf(reply), JSON.parse(JSON.stringify(under.issuer.metadata)));
    assert.equal(reply.headers["Cache-Control"], "public, max-age=3600");
    assert.match(reply.headers["ETag"] ?? "", /^"[\w-]{20,}"$/);
  });

  it("says of other members what it was given", async () => {
    const body = bodyOf(await (await tellingUnder({ flying_supported: false })).get(PATH));
    assert.isFalse(body["flying_supported"]);
  });

  it("lets the issuer have the last word", async () => {
    const under = await tellingUnder({ flying_supported: false }, { flying_supported: true });
    assert.isTrue(bodyOf(await under.get(PATH))["flying_supported"]);
  });

  it("has another tag where it says something else", async () => {
    const [one, other] = await Promise.all([tellingUnder(), tellingUnder({ flying_supported: false })]);
    assert.notEqual((await one.get(PATH)).headers["ETag"], (await other.get(PATH)).headers["ETag"]);
  });

  it("is made once for an issuer, and sent as the same text each time", async () => {
    const under = await tellingUnder();
    assert.strictEqual(await under.get(PATH), await under.get(PATH));
  });

  for (const [name, tag, status] of [
    ["is not sent again to who has it", (mine: string) => mine, 304],
    ["is not sent again to who has it among others", (mine: string) => `"older", W/${mine}`, 304],
    ["is not sent again to who has any", () => "*", 304],
    ["is sent to who has an older one", () => '"older"', 200],
    ["is sent to who names no tag", () => "nonsense", 200],
  ] as const) {
    it(name, async () => {
      const under = await tellingUnder();
      const { headers } = await under.get(PATH);
      const reply = await under.get(PATH, { headers: { "If-None-Match": tag(headers["ETag"] ?? "") } });
      assert.equal(reply.status, status);
      assert.equal(reply.headers["ETag"], headers["ETag"]);
    });
  }

  it("tells each of two issuers what is its own, from one feature", async () => {
    const shared: Feature = {
      name: "telling",
      spec: "test",
      endpoints: [{ name: "told", path: PATH, methods: ["GET"], speaks: "json", handle: metadataAnswer() }],
    };
    for (const url of ["https://one.test", "https://two.test"]) {
      const under = await issuerUnderTest({ url, features: (standard) => [...standard, shared] });
      assert.equal(bodyOf(await under.get(PATH))["issuer"], url);
    }
  });
});
