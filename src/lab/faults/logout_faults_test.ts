import { assert } from "chai";
import { describe, it } from "mocha";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest, START } from "../../../test/support/issuer_under_test.ts";
import { clientRecord } from "../../../test/support/records.ts";
import { LOGOUT_FAULTS } from "./logout_faults.ts";

type Members = Readonly<Record<string, unknown>>;

const EVENT = "http://schemas.openid.net/event/backchannel-logout";
const RIGHT: Members = {
  iss: "https://issuer.test",
  sub: "alice",
  aud: "client",
  iat: START,
  exp: START + 120,
  jti: "one",
  events: { [EVENT]: {} },
  sid: "session",
};

function faultCalled(name: string) {
  return LOGOUT_FAULTS.find((fault) => fault.name === name) ?? assert.fail(`there is a fault '${name}'`);
}

async function context(place: "logout_token" | "logout_frame") {
  const { issuer } = await issuerUnderTest();
  const exchange = exchangeAt(issuer);
  return { exchange, options: {}, before: 0, place, of: { exchange, client: clientRecord() } };
}

/** The claims that a fault leaves, with those that it takes away as undefined. */
async function changed(name: string): Promise<Members> {
  const { logoutToken } = faultCalled(name);
  const claims = (await logoutToken?.(RIGHT, await context("logout_token"))) ?? {};
  const names = new Set([...Object.keys(RIGHT), ...Object.keys(claims)]);
  return Object.fromEntries(
    [...names].filter((each) => claims[each] !== RIGHT[each]).map((each) => [each, claims[each]]),
  );
}

describe("faults of a logout token", () => {
  for (const [name, expected] of [
    ["wrong_issuer", { iss: "https://issuer.test/other" }],
    ["missing_issuer", { iss: undefined }],
    ["wrong_audience", { aud: "client1" }],
    ["missing_audience", { aud: undefined }],
    ["no_event", { events: undefined }],
    ["wrong_event", { events: { "http://schemas.openid.net/event/foobar": {} } }],
    ["event_no_object", { events: { [EVENT]: true } }],
    ["with_nonce", { nonce: "a-nonce-has-no-place-here" }],
    ["expired", { exp: START - 3_600, iat: START - 3_720 }],
    ["missing_exp", { exp: undefined }],
    ["future_iat", { iat: START + 3_600, exp: START + 3_720 }],
    ["missing_iat", { iat: undefined }],
    ["nobody", { sub: undefined, sid: undefined }],
    ["other_sub", { sub: "Alice", sid: undefined }],
    ["other_sid", { sid: "Aession", sub: undefined }],
    ["unknown_claim", { "https://claims.example/colour": "green" }],
    ["sid_alone", { sub: undefined }],
  ] as const) {
    it(`logout_token_${name} changes ${Object.keys(expected).join(" and ")}, and nothing else`, async () => {
      assert.deepEqual(await changed(`logout_token_${name}`), expected);
    });
  }

  it("that are signed wrongly leave the claims as they are", () => {
    const signed = LOGOUT_FAULTS.filter(({ signature }) => signature !== undefined);
    assert.isAtLeast(signed.length, 4);
    for (const { logoutToken, place } of signed) assert.deepEqual([logoutToken, place], [undefined, "logout_token"]);
  });

  for (const [name, alg, other] of [
    ["another algorithm", "RS256", "ES256"],
    ["another algorithm than ES256", "ES256", "RS256"],
  ] as const) {
    it(`sign by ${name}, rightly`, async () => {
      const { signature } = faultCalled("logout_token_wrong_alg");
      assert(typeof signature === "function");
      const right = async (header: Members, claims: Members) => JSON.stringify([header, claims]);
      const text = await signature({ alg, kid: "k" }, RIGHT, { right, other: right, publicJwk: {}, otherJwk: {} });
      assert.deepEqual(JSON.parse(text), [{ alg: other }, RIGHT]);
    });
  }
});

describe("logout_token_typ_access_token", () => {
  it("changes the type, and signs rightly", async () => {
    const { signature } = faultCalled("logout_token_typ_access_token");
    assert(typeof signature === "function");
    const right = async (header: Members, claims: Members) => JSON.stringify([header, claims]);
    const header = { alg: "RS256", kid: "k", typ: "logout+jwt" };
    const text = await signature(header, RIGHT, { right, other: () => assert.fail(), publicJwk: {}, otherJwk: {} });
    assert.deepEqual(JSON.parse(text), [{ ...header, typ: "at+jwt" }, RIGHT]);
  });
});

describe("faults of a logout frame", () => {
  const address = new URL("https://client.test/out?iss=https%3A%2F%2Fissuer.test&sid=session&x=1");
  for (const [name, query] of [
    ["wrong_issuer", "iss=https%3A%2F%2Felsewhere.example&sid=session&x=1"],
    ["wrong_session", "iss=https%3A%2F%2Fissuer.test&sid=Aession&x=1"],
    ["unknown_parameter", "iss=https%3A%2F%2Fissuer.test&sid=session&x=1&colour=green"],
  ] as const) {
    it(`logout_frame_${name} leaves the rest of the address, and the one that it was given`, async () => {
      const before = address.href;
      const shown = faultCalled(`logout_frame_${name}`).logoutFrame?.(address, await context("logout_frame"));
      assert.equal(shown?.href, `https://client.test/out?${query}`);
      assert.equal(address.href, before);
    });
  }
});
