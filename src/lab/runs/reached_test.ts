import { assert } from "chai";
import { entryOf, journalFrom } from "../../../test/support/journal.ts";
import { SETUP_OF } from "../scenarios/setups.ts";
import { hasReachedEnd } from "./reached.ts";

const LOGOUT = SETUP_OF["logout-back-channel"].needs;

describe("hasReachedEnd()", () => {
  for (const [what, journal, reached] of [
    ["nothing was asked for", "", false],
    ["the person signs in", "discovery authorize", false],
    ["the token endpoint refused", "discovery authorize callback token?", false],
    ["the token endpoint refused, and then did not", "discovery authorize callback token? token", true],
    ["there is a token", "discovery authorize callback token", true],
    ["more was asked for", "discovery authorize callback token jwks userinfo", true],
  ] as const)
    it(`is ${reached} without a control when ${what}`, () => {
      assert.equal(hasReachedEnd({ needs: LOGOUT, journal: journalFrom(journal) }), reached);
    });

  for (const [what, control, journal, reached] of [
    ["asked for less", "authorize token logout_token", "authorize token jwks", true],
    ["asked for the same", "authorize token jwks logout_token", "authorize token jwks", true],
    ["asked for more", "authorize token jwks userinfo logout_token", "authorize token jwks", false],
    ["asked for what was refused", "authorize token userinfo? logout_token", "authorize token userinfo?", true],
    ["asked for more after it was told", "authorize token logout_token jwks", "authorize token", true],
    ["was sent to the end of the session", "authorize token end_session logout_frame jwks", "authorize token", true],
    [
      "was answered by a person and said how it ended",
      "authorize person callback token statement",
      "authorize token",
      true,
    ],
  ] as const)
    it(`is ${reached} when the client ${what} in the unmodified flow`, () => {
      const parts = { needs: LOGOUT, journal: journalFrom(journal), control: journalFrom(control) };
      assert.equal(hasReachedEnd(parts), reached);
    });

  it("does not wait for what a client asks for while it is being told", () => {
    const [authorize, token] = journalFrom("authorize token");
    const told = entryOf("logout_token", { n: 4, at: 300, took: 200 });
    const control = [authorize, token, entryOf("jwks", { n: 3, at: 400 }), told].filter((one) => one !== undefined);
    assert.isTrue(hasReachedEnd({ needs: LOGOUT, journal: journalFrom("authorize token"), control }));
  });

  it("is true of other flows once all that they need was answered", () => {
    const { needs } = SETUP_OF["oidc-code"];
    assert.isFalse(hasReachedEnd({ needs, journal: journalFrom("discovery authorize token userinfo") }));
    assert.isTrue(hasReachedEnd({ needs, journal: journalFrom("discovery authorize token userinfo resource") }));
  });
});
