import { assert } from "chai";
import { describe, it } from "mocha";
import { bodyOf } from "../../../test/support/replies.ts";
import type { Reply } from "../../protocol/mod.ts";
import { assertServed, difference, isSigned, openidLab, type OpenidLab, partsOf, seen } from "./_openid_lab_test.ts";
import { USERINFO_FAULTS } from "./userinfo_faults.ts";

type Members = Readonly<Record<string, unknown>>;

const SIGNED = { client: { metadata: { userinfo_signed_response_alg: "RS256" } } };
const SCOPE = { scope: "openid profile email" };

async function asked(
  faults: readonly { readonly fault: string }[],
  options = {},
): Promise<{ readonly lab: OpenidLab; readonly reply: Reply }> {
  const lab = await openidLab(faults, options);
  const { access_token: access } = await lab.tokens(SCOPE);
  return { lab, reply: await lab.userinfo(access) };
}

/** How the claims differ from the right ones; undefined = the claim is gone. */
const CLAIMS: Readonly<Record<string, (right: Members) => Members>> = {
  other_sub: ({ sub }) => ({ sub: `${String(sub).startsWith("A") ? "B" : "A"}${String(sub).slice(1)}` }),
  missing_sub: () => ({ sub: undefined }),
  sub_in_capitals: ({ sub }) => ({ sub: String(sub).toUpperCase() }),
  sub_alone: ({ sub: _sub, ...others }) => Object.fromEntries(Object.keys(others).map((name) => [name, undefined])),
  unknown_claims: () => ({
    "https://claims.example/colour": "green",
    lab_object: { inner: [1, { deeper: null }] },
    lab_null: null,
  }),
  distributed_claims: () => ({
    _claim_names: { credit_score: "others" },
    _claim_sources: {
      others: { endpoint: "https://issuer.test/userinfo", access_token: "a-token-for-claims-of-others" },
    },
  }),
};

describe("USERINFO_FAULTS", () => {
  for (const [name, changed] of Object.entries(CLAIMS)) {
    it(`changes what it says and nothing else: userinfo_${name}`, async () => {
      const [right, faulted] = [await asked([]), await asked([{ fault: `userinfo_${name}` }])];
      const [one, other] = [bodyOf(right.reply), bodyOf(faulted.reply)];
      assert.deepEqual(difference(one, other), changed(one));
      assert.deepEqual(faulted.reply.headers, right.reply.headers);
      assert.equal(faulted.reply.status, 200);
      assertServed(faulted.lab, `userinfo_${name}`, "userinfo");
    });
  }

  it("has aggregated claims in an unsigned JWT", async () => {
    const body = bodyOf((await asked([{ fault: "userinfo_aggregated_claims" }])).reply);
    const sources = JSON.parse(JSON.stringify(body["_claim_sources"]));
    const { header, claims, signature } = partsOf(sources.others.JWT);
    assert.deepEqual([header, signature], [{ alg: "none" }, ""]);
    assert.hasAllKeys(claims, Object.keys(JSON.parse(JSON.stringify(body["_claim_names"]))));
  });

  const replies = [
    ["401", { status: 401, type: "application/json", text: /"error":"invalid_token"/ }],
    ["500", { status: 500, type: "application/json", text: /"error":"server_error"/ }],
    ["html", { status: 200, type: "text/html; charset=utf-8", text: /^<!doctype html>/ }],
    ["broken_json", { status: 200, type: "application/json", text: /^\{"sub":"$/ }],
  ] as const;
  for (const [name, { text, ...rest }] of replies) {
    it(`answers as it says: userinfo_${name}`, async () => {
      const { lab, reply } = await asked([{ fault: `userinfo_${name}` }]);
      const { text: sent, ...others } = seen(reply);
      assert.deepEqual(others, rest);
      assert.match(sent, text);
      assertServed(lab, `userinfo_${name}`, "userinfo");
    });
  }

  it("names the error of a refusal in the challenge as well", async () => {
    const { reply } = await asked([{ fault: "userinfo_401" }]);
    assert.match(reply.headers["WWW-Authenticate"] ?? "", /^Bearer .*error="invalid_token"/);
  });

  it("says the same, later", async () => {
    const [right, late] = [await asked([]), await asked([{ fault: "userinfo_slow" }])];
    assert(late.reply.kind === "raw");
    assert.deepEqual(JSON.parse(late.reply.text), bodyOf(right.reply));
    assert.equal(late.reply.after, 2_000);
  });

  const signed = [
    ["wrong_audience", {}, { aud: "another-client" }, true],
    ["wrong_issuer", {}, { iss: "https://elsewhere.example" }, true],
    ["bad_signature", {}, {}, false],
    ["other_key", {}, {}, false],
    ["alg_none", { alg: "none", kid: undefined }, {}, false],
  ] as const;
  for (const [name, header, claims, holds] of signed) {
    it(`changes a signed answer as it says: userinfo_signed_${name}`, async () => {
      const [right, faulted] = [await asked([], SIGNED), await asked([{ fault: `userinfo_signed_${name}` }], SIGNED)];
      const [one, other] = [right, faulted].map(({ reply }) => partsOf(reply.kind === "json" ? reply.text : ""));
      assert(one !== undefined && other !== undefined);
      assert.deepEqual(difference(one.header, other.header), header);
      assert.deepEqual(difference(one.claims, other.claims), claims);
      assert.equal(await isSigned(faulted.lab, other), holds);
      assertServed(faulted.lab, `userinfo_signed_${name}`, "userinfo");
    });
  }

  it("leaves the ID token alone where UserInfo is signed wrongly", async () => {
    const lab = await openidLab([{ fault: "userinfo_signed_bad_signature" }], SIGNED);
    assert.isTrue(await isSigned(lab, partsOf((await lab.tokens())["id_token"])));
    assertServed(lab, "userinfo_signed_bad_signature");
  });

  it("leaves an answer alone that is not signed", async () => {
    const { lab, reply } = await asked([{ fault: "userinfo_signed_wrong_audience" }]);
    assert.notProperty(bodyOf(reply), "aud");
    assertServed(lab, "userinfo_signed_wrong_audience");
  });

  it("has a case above for each fault", () => {
    const names = [
      ...Object.keys(CLAIMS),
      ...replies.map(([name]) => name),
      ...signed.map(([name]) => `signed_${name}`),
      "aggregated_claims",
      "slow",
    ];
    assert.sameMembers(
      USERINFO_FAULTS.map(({ name }) => name),
      names.map((name) => `userinfo_${name}`),
    );
  });
});
