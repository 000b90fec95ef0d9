import { assert } from "chai";
import { digest } from "../../platform/mod.ts";
import { person } from "../../../test/support/cast.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { bodyOf, markupOf } from "../../../test/support/replies.ts";

const PAGE = { settings: { API_DOCS: "page" } };

describe("apiDocs()", () => {
  for (const [shown, paths] of [
    ["off", []],
    ["document", ["/openapi.json"]],
    ["page", ["/openapi.json", "/docs"]],
  ] as const) {
    it(`serves ${paths.join(" and ") || "nothing"} for ${shown}`, async () => {
      const { issuer } = await issuerUnderTest({ settings: { API_DOCS: shown } });
      const ours = new Set(["/openapi.json", "/docs"]);
      const served = issuer.endpoints.map(({ path }) => path).filter((path) => ours.has(path));
      assert.deepEqual(served, [...paths]);
    });
  }

  it("answers the document with the digest of its text as tag, and the same each time", async () => {
    const under = await issuerUnderTest();
    const reply = await under.get("/openapi.json");
    assert(reply.kind === "json");
    assert.equal(reply.headers["ETag"], `"${digest(reply.text ?? "")}"`);
    assert.deepEqual(JSON.parse(reply.text ?? ""), bodyOf(reply));
    assert.strictEqual(await under.get("/openapi.json"), reply);
  });

  it("answers another document for another issuer of the same features", async () => {
    const [one, other] = await Promise.all(
      ["https://one.test", "https://other.test"].map(async (url) => issuerUnderTest({ url })),
    );
    const servers = await Promise.all([one!, other!].map(async (under) => bodyOf(await under.get("/openapi.json"))));
    assert.deepEqual(
      servers.map((body) => body["servers"]),
      [[{ url: "https://one.test" }], [{ url: "https://other.test" }]],
    );
  });

  it("shows the page to everybody, with who is signed in", async () => {
    const under = await issuerUnderTest(PAGE);
    assert.notInclude(markupOf(await under.get("/docs")), "Log out");
    const ann = await person(under.issuer);
    const { id } = await under.issuer.sessions.start(ann);
    const markup = markupOf(await under.get("/docs", { cookies: { sid: id } }));
    assert.include(markup, ann.username);
    assert.include(markup, "Log out");
  });

  it("lets its own script ask this server, and says so in no other way", async () => {
    const reply = await (await issuerUnderTest(PAGE)).get("/docs");
    assert(reply.kind === "html");
    assert.isTrue(reply.ownScripts);
    assert.isUndefined(reply.scriptHash);
  });
});
