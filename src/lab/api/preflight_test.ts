import { assert } from "chai";
import { issuerUnderTest, type IssuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { assertError, bodyOf } from "../../../test/support/replies.ts";
import { preflightEndpoint } from "./preflight.ts";

const PATH = "/lab/api/preflight";
const RIGHT = {
  redirect_uris: ["https://app.example/cb"],
  token_endpoint_auth_method: "client_secret_basic",
  scope: "openid",
};

describe("preflightEndpoint()", () => {
  let under: IssuerUnderTest;
  before(async () => {
    const lab = { name: "preflight", spec: "test", endpoints: [preflightEndpoint()] };
    under = await issuerUnderTest({ features: (standard) => [...standard, lab] });
  });

  it("finds nothing of a client that is right", async () => {
    const reply = await under.post(PATH, { json: { plan: "oidc-basic", document: RIGHT } });
    assert.deepEqual(bodyOf(reply), { plan: "oidc-basic", findings: [] });
    assert.equal(reply.headers["Cache-Control"], "no-store");
  });

  it("tells what is wrong, why, and what to change", async () => {
    const document = { ...RIGHT, redirect_uris: ["https://app.example/cb#a"] };
    const { findings } = bodyOf(await under.post(PATH, { json: { plan: "oidc-basic", document } }));
    const [finding] = findings as readonly Record<string, unknown>[];
    assert.deepInclude(finding, { name: "redirect_uri_fragment", rule: "RFC6749-3.1.2-2", severity: "error" });
    assert.isNotEmpty(finding?.["stops"]);
  });

  for (const [name, body, says] of [
    ["no plan", { document: {} }, /plan: name one/],
    ["an unknown plan", { plan: "nobody", document: {} }, /plan: there is none of that name/],
    ["a plan that is no text", { plan: 1, document: {} }, /plan: give a text/],
    ["no document", { plan: "spa" }, /document: give an object/],
    ["a document that is a list", { plan: "spa", document: [] }, /document: give an object/],
    ["another member", { plan: "spa", document: {}, client: {} }, /client: there is none of that name/],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const reply = await under.post(PATH, { json: body });
      assertError(reply, { error: "invalid_request", status: 400 });
      assert.match(String(bodyOf(reply)["error_description"]), says);
    });
  }
});
