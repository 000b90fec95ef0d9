import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { FRAGMENT_MODE, QUERY_MODE } from "./redirect_modes.ts";

const SENT = [
  ["code", "a b&c"],
  ["state", "ä"],
] as const;

for (const [mode, uri, expected] of [
  [QUERY_MODE, "https://client.test/cb", "https://client.test/cb?code=a+b%26c&state=%C3%A4"],
  [QUERY_MODE, "https://client.test/cb?x=y", "https://client.test/cb?x=y&code=a+b%26c&state=%C3%A4"],
  [QUERY_MODE, "com.example.app:/cb", "com.example.app:/cb?code=a+b%26c&state=%C3%A4"],
  [FRAGMENT_MODE, "https://client.test/cb", "https://client.test/cb#code=a+b%26c&state=%C3%A4"],
  [FRAGMENT_MODE, "https://client.test/cb?x=y", "https://client.test/cb?x=y#code=a+b%26c&state=%C3%A4"],
] as const) {
  describe(`the response mode ${mode.name}`, () => {
    rule("RFC6749-3.1.2-3", `sends the browser from ${uri} to ${expected}, by GET`, () => {
      assert.deepInclude(mode.send(uri, SENT, { base: "" }), { kind: "redirect", status: 303, location: expected });
    });
  });
}
