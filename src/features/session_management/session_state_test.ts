import { createHash } from "node:crypto";
import { assert } from "chai";
import * as fc from "fast-check";
import { rule } from "../../../conformance/support/rule.ts";
import { printSessionState } from "./session_state.ts";

const PARTS = { clientId: "app", redirectUri: "https://client.test/cb", browserState: "a-state", salt: "salt" };

describe("printSessionState()", () => {
  rule("SESSION-2-3", "is a salted hash of the client, the origin and the state, and the salt", () => {
    const hash = createHash("sha256").update("app https://client.test a-state salt").digest("base64url");
    assert.equal(printSessionState(PARTS), `${hash}.salt`);
  });

  for (const [name, change] of [
    ["client", { clientId: "app2" }],
    ["scheme", { redirectUri: "http://client.test/cb" }],
    ["host", { redirectUri: "https://client2.test/cb" }],
    ["port", { redirectUri: "https://client.test:8443/cb" }],
    ["state of the browser", { browserState: "another" }],
    ["salt", { salt: "salt2" }],
  ] as const) {
    it(`is another for another ${name}`, () =>
      assert.notEqual(printSessionState({ ...PARTS, ...change }), printSessionState(PARTS)));
  }

  for (const redirectUri of ["https://client.test/other", "https://client.test:443/cb?a=b", "HTTPS://Client.Test/"]) {
    it(`is the same for ${redirectUri}, which is of the same origin`, () =>
      assert.equal(printSessionState({ ...PARTS, redirectUri }), printSessionState(PARTS)));
  }

  it("is none for an app that is at home on no web page", () => {
    assert.isUndefined(printSessionState({ ...PARTS, redirectUri: "com.example.app:/cb" }));
  });

  rule("SESSION-2-1", "holds no space, whatever a client is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (clientId) => {
        assert.match(printSessionState({ ...PARTS, clientId }) ?? "", /^[\w-]{43}\.salt$/);
      }),
    );
  });
});
