import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { parseChallenge, printOauthChallenge } from "./mod.ts";

describe("printOauthChallenge()", () => {
  rule("RFC5849-3.5.1-6", "names the scheme and the realm, and no problem where there is none", () => {
    assert.equal(printOauthChallenge({ realm: "api", problem: undefined }), 'OAuth realm="api"');
  });

  for (const [advice, encoded] of [
    ["Cannot read 'a' (b)!", "Cannot%20read%20%27a%27%20%28b%29%21"],
    ["a+b*c~d", "a%2Bb%2Ac~d"],
    ['"\\,=', "%22%5C%2C%3D"],
    ["ガ", "%E3%82%AC"],
    ["\ud800", "%EF%BF%BD"],
    ["", ""],
  ] as const) {
    rule("OAUTHPROBLEM-1-4", `encodes ${JSON.stringify(advice)} as values of requests are`, () => {
      const { params } = parseChallenge(printOauthChallenge({ realm: "r", problem: "nonce_used", advice }));
      assert.deepEqual({ ...params }, { realm: "r", oauth_problem: "nonce_used", oauth_problem_advice: encoded });
    });
  }

  it("leaves the realm as it is, and a scope encoded behind the problem", () => {
    const challenge = printOauthChallenge({ realm: "https://a.test/b c", problem: "permission_denied", scope: "a b" });
    assert.equal(challenge, 'OAuth realm="https://a.test/b c", oauth_problem="permission_denied", scope="a%20b"');
  });
});
