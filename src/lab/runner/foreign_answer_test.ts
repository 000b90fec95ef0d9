import { assert } from "chai";
import { foreignAnswer } from "./foreign_answer.ts";

const CONFIG = { issuer: "http://a.test", flow: "code", redirect_uri: "http://127.0.0.1:1/cb?x=1" } as const;

describe("foreignAnswer()", () => {
  it("looks like an answer of the issuer, with a code and a state that nobody knows", () => {
    const { url, body } = foreignAnswer(CONFIG);
    assert.isUndefined(body);
    assert.equal(url.origin + url.pathname, "http://127.0.0.1:1/cb");
    assert.sameMembers([...url.searchParams.keys()], ["x", "code", "state", "iss"]);
    assert.equal(url.searchParams.get("iss"), "http://a.test");
  });

  it("is another one each time", () => {
    const [one, other] = [foreignAnswer(CONFIG), foreignAnswer(CONFIG)].map(({ url }) => url.searchParams);
    for (const name of ["code", "state"]) assert.notEqual(one?.get(name), other?.get(name));
  });

  it("comes as a form where answers do", () => {
    const { url, body } = foreignAnswer({ ...CONFIG, response_mode: "form_post" });
    assert.equal(url.href, CONFIG.redirect_uri);
    assert.sameMembers([...(body?.keys() ?? [])], ["code", "state", "iss"]);
  });

  it("has the words of OAuth 1.0a there", () => {
    const { url } = foreignAnswer({ ...CONFIG, flow: "oauth1" });
    assert.sameMembers([...url.searchParams.keys()], ["x", "oauth_token", "oauth_verifier"]);
  });
});
