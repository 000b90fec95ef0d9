import { assert } from "chai";
import { describe, it } from "mocha";
import { PLACES } from "../journal/entry.ts";
import { whereToLook } from "./where_to_look.ts";

describe("whereToLook()", () => {
  for (const [name, place, words] of [
    ["id_token_wrong_issuer", "token", "validates the ID token"],
    ["signature_none", "callback", "validates the ID token"],
    ["logout_token_expired", "logout_token", "backchannel_logout_uri"],
    ["pkce_s256", "authorize", "code_verifier"],
    ["state_length", "authorize", "randomness"],
    ["refresh_lost", "token", "refreshes tokens"],
    ["token_reply_no_token_type", "token", "grant_type"],
    ["device_slow_down", "device_authorization", "interval"],
    ["jarm_expired", "callback", "signed answer"],
    ["assertion_lifetime", "token", "client_assertion"],
    ["dpop_nonce_token", "token", "DPoP-Nonce"],
  ] as const) {
    it(`sends the author of a client that fails '${name}' to ${words}`, () => {
      assert.include(whereToLook(name, place) ?? "", words);
    });
  }

  it("says a whole sentence of every place where a client can go wrong", () => {
    const silent = new Set(["person", "statement", "unknown", "full"]);
    for (const place of PLACES) {
      if (silent.has(place)) assert.isUndefined(whereToLook("anything", place));
      else assert.match(whereToLook("anything", place) ?? "", /^Look at .*\.$/, place);
    }
  });

  it("says nothing where nothing is known", () => assert.isUndefined(whereToLook("anything", undefined)));
});
