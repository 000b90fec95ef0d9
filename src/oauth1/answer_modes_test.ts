import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { locationOf, markupOf } from "../../test/support/replies.ts";
import type { ResponseParameters } from "../engine/mod.ts";
import { modeFor, OAUTH1_MODES } from "./answer_modes.ts";

const CALLBACK = "https://client.test/cb";
const VERIFIED: ResponseParameters = [
  ["oauth_verifier", "12345678"],
  ["client_name", "Photo Printer"],
  ["state", "the-token"],
  ["session_state", "x"],
  ["iss", "https://issuer.test"],
];

function refused(error: string): ResponseParameters {
  return [
    ["error", error],
    ["error_description", "Cannot go on"],
    ["state", "the-token"],
  ];
}

function sent(callback: string, parameters: ResponseParameters) {
  return modeFor(callback).send(callback, parameters, { base: "/tenant" });
}

describe("modeFor()", () => {
  it("shows a page for oob alone, written like that", () => {
    assert.isTrue(modeFor("oob").here);
    for (const callback of [CALLBACK, "OOB", "oob:", ""]) assert.notProperty(modeFor(callback), "here");
  });

  it("knows modes that nobody can ask for by name", () => {
    for (const { inner } of OAUTH1_MODES) assert.isTrue(inner);
  });
});

describe("the answer to a callback", () => {
  rule(["RFC5849-2.2-10", "RFC5849-2.2-11"], "is the token and the verifier, behind what was there", () => {
    for (const [callback, start] of [
      [CALLBACK, `${CALLBACK}?`],
      [`${CALLBACK}?a=b`, `${CALLBACK}?a=b&`],
      ["com.example.app:/cb", "com.example.app:/cb?"],
    ] as const) {
      const reply = sent(callback, VERIFIED);
      assert(reply.kind === "redirect");
      assert.equal(reply.location, `${start}oauth_token=the-token&oauth_verifier=12345678`);
    }
  });

  for (const [error, problem] of [
    ["access_denied", "user_refused"],
    ["unauthorized_client", "consumer_key_refused"],
    ["invalid_scope", "permission_denied"],
    ["something_else", "permission_denied"],
  ] as const) {
    rule("OAUTHPROBLEM-2-15", `says ${problem} for ${error}, and no sentence of ours`, () => {
      const { href } = locationOf(sent(CALLBACK, refused(error)));
      assert.equal(href, `${CALLBACK}?oauth_problem=${problem}&oauth_token=the-token`);
    });
  }
});

describe("the answer on a page", () => {
  rule("RFC5849-2.2-12", "is the verifier, and whom it is for", () => {
    const markup = markupOf(sent("oob", VERIFIED));
    for (const text of ["1234 5678", "Photo Printer", "/tenant/"]) assert.include(markup, text);
    assert.notInclude(markup, "the-token");
  });

  it("escapes the name of the client", () => {
    const hostile: ResponseParameters = [
      ["oauth_verifier", "12345678"],
      ["client_name", "<script>alert(1)</script>"],
    ];
    assert.notInclude(markupOf(sent("oob", hostile)), "<script>alert");
  });

  it("says what became of a refusal", () => {
    assert.include(markupOf(sent("oob", refused("access_denied"))), "You did not allow it");
    assert.include(markupOf(sent("oob", refused("invalid_scope"))), "cannot go on");
    assert.notInclude(markupOf(sent("oob", refused("access_denied"))), "<output");
  });
});
