import { assert } from "chai";
import type { AccessTokenRecord } from "../../tokens/mod.ts";
import { withWishedClaims } from "./userinfo.ts";

const RECORD: AccessTokenRecord = { client: 7, scope: ["openid"], issuedAt: 1, expiresAt: 601 };
const BINDINGS = {
  openid: {
    authTime: 1,
    amr: ["pwd"],
    userinfo: { nickname: { essential: true }, email: { essential: false, values: ["a@b.test"] } },
    idToken: { birthdate: { essential: false } },
  },
};

describe("withWishedClaims()", () => {
  it("keeps the claims of UserInfo with the values that will do, and nothing else of the request", () => {
    const { extra } = withWishedClaims(RECORD, BINDINGS);
    assert.deepEqual(extra, { claims: { nickname: null, email: ["a@b.test"] } });
  });

  it("keeps what other features wrote into the record", () => {
    const { extra } = withWishedClaims({ ...RECORD, extra: { cnf: "key" } }, BINDINGS);
    assert.hasAllKeys(extra, ["cnf", "claims"]);
  });

  for (const [what, record, bindings] of [
    ["without openid, which UserInfo takes no token without", { ...RECORD, scope: ["read"] }, BINDINGS],
    ["of a request that asked for none", RECORD, { openid: { authTime: 1, amr: [] } }],
    ["of a request of OAuth alone", RECORD, {}],
    ["of something else that was bound", RECORD, { openid: "pwd" }],
  ] as const) {
    it(`leaves a token ${what} as it is`, () => assert.strictEqual(withWishedClaims(record, bindings), record));
  }
});
