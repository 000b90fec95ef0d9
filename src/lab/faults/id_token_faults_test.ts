import { assert } from "chai";
import { describe, it } from "mocha";
import { START } from "../../../test/support/issuer_under_test.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import { assertServed, difference, frontOf, isSigned, openidLab, partsOf } from "./_openid_lab_test.ts";
import { ID_TOKEN_FAULTS } from "./id_token_faults.ts";

type Members = Readonly<Record<string, unknown>>;

const FRONT = {
  client: { grantTypes: ["authorization_code", "implicit"] as const, metadata: { response_types: ["code id_token"] } },
};
const ISSUER = "https://issuer.test";
const HOUR = 3_600;

/** What the claims say otherwise, given the right ones; undefined = the claim is gone. */
type Changed = (right: Members) => Members;

const CHANGES: Readonly<Record<string, Changed>> = {
  wrong_issuer: () => ({ iss: `${ISSUER}1` }),
  missing_issuer: () => ({ iss: undefined }),
  issuer_slash: () => ({ iss: `${ISSUER}/` }),
  issuer_case: () => ({ iss: "HTTPS://issuer.test" }),
  issuer_other_host: () => ({ iss: "https://elsewhere.example" }),
  wrong_audience: ({ aud }) => ({ aud: `${String(aud)}1` }),
  missing_audience: () => ({ aud: undefined }),
  audience_of_others: ({ aud }) => ({ aud: [`${String(aud)}1`, `${String(aud)}2`], azp: aud }),
  audience_empty_list: () => ({ aud: [] }),
  audience_as_list: ({ aud }) => ({ aud: [aud] }),
  several_audiences: ({ aud }) => ({ aud: [aud, `${String(aud)}1`], azp: aud }),
  several_audiences_wrong_azp: ({ aud }) => ({ aud: [aud, `${String(aud)}1`], azp: `${String(aud)}1` }),
  wrong_azp: ({ aud }) => ({ azp: `${String(aud)}1` }),
  expired: () => ({ exp: START - HOUR }),
  missing_exp: () => ({ exp: undefined }),
  exp_as_text: ({ exp }) => ({ exp: String(exp) }),
  missing_iat: () => ({ iat: undefined }),
  iat_in_future: () => ({ iat: START + HOUR }),
  iat_week_old: () => ({ iat: START - 7 * 24 * HOUR }),
  nbf_in_future: () => ({ nbf: START + HOUR }),
  nbf_in_past: () => ({ nbf: START - HOUR }),
  wrong_nonce: () => ({ nonce: "n-11" }),
  missing_nonce: () => ({ nonce: undefined }),
  foreign_nonce: () => ({ nonce: "1-n" }),
  missing_sub: () => ({ sub: undefined }),
  empty_sub: () => ({ sub: "" }),
  sub_as_number: () => ({ sub: 4711 }),
  other_sub: ({ sub }) => ({ sub: `${String(sub).startsWith("A") ? "B" : "A"}${String(sub).slice(1)}` }),
  longest_sub: ({ sub }) => ({ sub: String(sub).padEnd(255, "0") }),
  overlong_sub: ({ sub }) => ({ sub: String(sub).padEnd(256, "0") }),
  older_auth_time: ({ auth_time: at }) => ({ auth_time: Number(at) - HOUR }),
};

async function rightClaims(): Promise<Members> {
  return partsOf((await (await openidLab([])).tokens())["id_token"]).claims;
}

describe("ID_TOKEN_FAULTS", () => {
  for (const [name, changed] of Object.entries(CHANGES)) {
    it(`changes what it says and nothing else: id_token_${name}`, async () => {
      const [right, lab] = await Promise.all([openidLab([]), openidLab([{ fault: `id_token_${name}` }])]);
      const [body, faulted] = [await right.tokens(), await lab.tokens()];
      const [one, other] = [partsOf(body["id_token"]), partsOf(faulted["id_token"])];
      assert.deepEqual(difference(one.claims, other.claims), changed(one.claims));
      assert.deepEqual(other.header, one.header);
      assert.isTrue(await isSigned(lab, other));
      assert.hasAllKeys(difference(body, faulted), ["id_token"]);
      assertServed(lab, `id_token_${name}`, "token");
    });
  }

  it("has a case above for each fault but those that are below", () => {
    const below = ["unsolicited_nonce", "unknown_claims", "missing"];
    assert.sameMembers(
      ID_TOKEN_FAULTS.map(({ name }) => name.replace("id_token_", "")),
      [...Object.keys(CHANGES), ...below],
    );
  });

  it("adds claims that nobody knows beside all that are right", async () => {
    const lab = await openidLab([{ fault: "id_token_unknown_claims" }]);
    const { claims } = partsOf((await lab.tokens())["id_token"]);
    const changed = difference(await rightClaims(), claims);
    assert.hasAllKeys(changed, ["https://claims.example/colour", "lab_object", "lab_null"]);
  });

  it("makes a nonce up only where none was sent", async () => {
    const uses = [{ fault: "id_token_unsolicited_nonce" }];
    const [asked, unasked] = [await openidLab(uses), await openidLab(uses)];
    assert.equal(partsOf((await asked.tokens())["id_token"]).claims["nonce"], "n-1");
    assertServed(asked, "id_token_unsolicited_nonce");
    const { claims } = partsOf((await unasked.tokens({ nonce: undefined }))["id_token"]);
    assert.equal(claims["nonce"], "nobody-asked-for-it");
    assertServed(unasked, "id_token_unsolicited_nonce", "token");
  });

  it("has no nonce to change where none was sent", async () => {
    const lab = await openidLab([{ fault: "id_token_wrong_nonce" }]);
    await lab.tokens({ nonce: undefined });
    assertServed(lab, "id_token_wrong_nonce");
  });

  it("takes the ID token out of the token response, and leaves the rest", async () => {
    const lab = await openidLab([{ fault: "id_token_missing" }]);
    const body = await lab.tokens();
    assert.notProperty(body, "id_token");
    assert.containsAllKeys(body, ["access_token", "token_type", "expires_in"]);
    assertServed(lab, "id_token_missing", "token");
  });

  it("takes the ID token out of the answer of the authorization endpoint, and leaves the code", async () => {
    const lab = await openidLab([{ fault: "id_token_missing" }], FRONT);
    const parameters = await frontOf(lab, { response_type: "code id_token" });
    assert.notProperty(parameters, "id_token");
    assert.containsAllKeys(parameters, ["code", "state", "iss"]);
    assertServed(lab, "id_token_missing", "callback");
  });

  it("changes the ID token that comes through the browser as well", async () => {
    const lab = await openidLab([{ fault: "id_token_wrong_issuer" }], FRONT);
    const { id_token: token, code } = await frontOf(lab, { response_type: "code id_token" });
    assert.equal(partsOf(token).claims["iss"], `${ISSUER}1`);
    await lab.redeem(String(code));
    assertServed(lab, "id_token_wrong_issuer", "callback", "token");
  });

  it("changes the second ID token alone where a use says so: of a hybrid flow", async () => {
    const lab = await openidLab([{ fault: "id_token_other_sub", nth: 2 }], FRONT);
    const { id_token: token, code } = await frontOf(lab, { response_type: "code id_token" });
    const reply = await lab.redeem(String(code));
    assert.equal(partsOf(token).claims["sub"], lab.account.sub);
    assert.equal(reply.status, 200);
    assertServed(lab, "id_token_other_sub", "token");
  });

  it("changes the second ID token alone where a use says so: of a refresh", async () => {
    const lab = await openidLab([{ fault: "id_token_wrong_issuer", nth: 2 }], {
      client: { grantTypes: ["authorization_code", "refresh_token"] },
    });
    const first = await lab.tokens();
    const second = bodyOf(await lab.refresh(first["refresh_token"]));
    assert.equal(partsOf(first["id_token"]).claims["iss"], ISSUER);
    assert.equal(partsOf(second["id_token"]).claims["iss"], `${ISSUER}1`);
  });

  it("tells the same long sub in UserInfo", async () => {
    const lab = await openidLab([{ fault: "id_token_longest_sub" }]);
    const { id_token: token, access_token: access } = await lab.tokens();
    assert.equal(bodyOf(await lab.userinfo(access))["sub"], partsOf(token).claims["sub"]);
  });

  it("lets a use say how many seconds", async () => {
    const lab = await openidLab([{ fault: "id_token_expired", options: { seconds: 5 } }]);
    assert.equal(partsOf((await lab.tokens())["id_token"]).claims["exp"], START - 5);
  });
});
