import { assert } from "chai";
import { Refused } from "../refused.ts";
import type { CheckName } from "./checks.ts";
import { checkLogoutToken } from "./logout_token.ts";
import { forged, ISSUER, testClient, type TestKeys, testKeys, unsigned } from "./test_client.ts";

const now = Math.floor(Date.now() / 1000);
const EVENT = "http://schemas.openid.net/event/backchannel-logout";
const RIGHT = {
  iss: ISSUER,
  aud: "client",
  iat: now,
  exp: now + 120,
  jti: "j-1",
  sub: "alice",
  sid: "s-1",
  events: { [EVENT]: {} },
};
const PERSON = { sub: "alice", sid: "s-1", token: "", claims: {} };

/** Whether a client takes a token, or refuses it; seen = what it took before. */
async function takes(token: string, keys: TestKeys, off: readonly CheckName[] = [], seen: readonly string[] = []) {
  try {
    await checkLogoutToken(token, testClient([keys.jwk], ...off), { person: PERSON, seen: new Set(seen) });
    return true;
  } catch (thrown) {
    if (thrown instanceof Refused) return false;
    throw thrown;
  }
}

describe("checkLogoutToken()", () => {
  let keys: TestKeys;
  before(() => {
    keys = testKeys();
  });

  for (const [name, claims] of [
    ["the right one", {}],
    ["one that names the person alone", { sid: undefined }],
    ["one that names the session alone", { sub: undefined }],
    ["one with a claim that nobody knows", { colour: "green" }],
  ] as const) {
    it(`takes ${name}`, async () => {
      assert.isTrue(await takes(keys.sign({ ...RIGHT, ...claims }, { typ: "logout+jwt" }), keys));
    });
  }

  const wrong: readonly (readonly [check: CheckName, name: string, claims: object, header?: object])[] = [
    ["logout_iss", "another issuer", { iss: "https://other.test" }],
    ["logout_aud", "another client", { aud: "other" }],
    ["logout_iat", "a day ago", { iat: now - 86_400 }],
    ["logout_iat", "an hour from now", { iat: now + 3_600 }],
    ["logout_exp", "an end that is past", { exp: now - 60 }],
    ["logout_events", "no event", { events: undefined }],
    ["logout_events", "another event", { events: { "urn:other": {} } }],
    ["logout_no_nonce", "a nonce", { nonce: "n" }],
    ["logout_subject", "nobody", { sub: undefined, sid: undefined }],
    ["logout_session", "somebody else", { sub: "bob" }],
    ["logout_session", "another session", { sid: "s-2" }],
    ["logout_typ", "another kind of token", {}, { typ: "at+jwt" }],
  ];
  for (const [check, name, claims, header] of wrong) {
    it(`refuses ${name} by '${check}' alone`, async () => {
      const token = keys.sign({ ...RIGHT, ...claims }, header);
      assert.isFalse(await takes(token, keys), "with all checks");
      assert.isTrue(await takes(token, keys, [check]), `without ${check}`);
    });
  }

  it("refuses a token that it had before by 'logout_replay' alone", async () => {
    const token = keys.sign(RIGHT);
    assert.isFalse(await takes(token, keys, [], ["j-1"]));
    assert.isTrue(await takes(token, keys, ["logout_replay"], ["j-1"]));
  });

  it("refuses a forged one by 'logout_signature' and an unsigned one by 'logout_none'", async () => {
    assert.isFalse(await takes(forged(keys.sign(RIGHT)), keys));
    assert.isTrue(await takes(forged(keys.sign(RIGHT)), keys, ["logout_signature"]));
    assert.isFalse(await takes(unsigned(RIGHT), keys, ["logout_signature"]));
    assert.isTrue(await takes(unsigned(RIGHT), keys, ["logout_none"]));
  });
});
