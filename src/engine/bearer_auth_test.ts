import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { client } from "../../test/support/cast.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { type IssuerUnderTest, issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { strangeToken } from "../../test/support/records.ts";
import { assertRefused, refusalOf } from "../../test/support/refusals.ts";
import { textIn } from "../../test/support/replies.ts";
import { parseChallenge } from "../protocol/mod.ts";
import { bearerOf } from "./mod.ts";

async function withToken(): Promise<{ readonly under: IssuerUnderTest; readonly token: string }> {
  const under = await issuerUnderTest();
  const as = await client(under.issuer);
  const reply = await under.post("/token", { as, form: { grant_type: "client_credentials" } });
  return { under, token: textIn(reply, "access_token") };
}

function asked({ issuer }: IssuerUnderTest, authorization?: string) {
  return bearerOf(exchangeAt(issuer, authorization === undefined ? {} : { headers: { authorization } }));
}

describe("bearerOf()", () => {
  it("finds the live token of the header, however the scheme is written", async () => {
    const { under, token } = await withToken();
    for (const scheme of ["Bearer", "bearer", "BEARER"])
      assert.deepEqual((await asked(under, `${scheme} ${token}`))?.record.scope, ["read", "write"]);
  });

  for (const [resource, taken] of [
    ["https://issuer.test", true],
    ["https://issuer.test/userinfo", false],
    ["https://api.test", false],
    ["urn:issuer", false],
  ] as const) {
    rule("RFC8707-3-1", `${taken ? "takes" : "refuses"} a token for ${resource}`, async () => {
      const under = await issuerUnderTest();
      const form = { grant_type: "client_credentials", resource };
      const token = textIn(await under.post("/token", { as: await client(under.issuer), form }), "access_token");
      if (taken) assert.isDefined(await asked(under, `Bearer ${token}`));
      else
        await assertRefused(() => asked(under, `Bearer ${token}`), {
          code: "invalid_token",
          status: 401,
          rule: "RFC8707-3-1",
          says: "bound to other resources",
        });
    });
  }

  for (const [name, header] of [
    ["no header", undefined],
    ["another scheme", "Basic YTpi"],
    ["a scheme that only begins like it", "BearerToken abc"],
  ] as const) {
    it(`finds none in ${name}`, async () => assert.isUndefined(await asked((await withToken()).under, header)));
  }

  rule(
    ["RFC6750-3.1-2", "RFC6750-3-7", "RFC6750-3-4"],
    "refuses an unknown token with 401 and the reason",
    async () => {
      const { under } = await withToken();
      for (const text of ["nonsense", strangeToken("at"), strangeToken("rt")]) {
        const refusal = await refusalOf(() => asked(under, `Bearer ${text}`));
        assert.deepInclude(refusal, { code: "invalid_token", status: 401 });
        const challenge = parseChallenge(refusal.headers!["WWW-Authenticate"]!);
        assert.deepEqual(
          { ...challenge, params: { ...challenge.params } },
          { scheme: "Bearer", params: { error: "invalid_token" } },
        );
      }
    },
  );

  it("refuses a token that has expired", async () => {
    const { under, token } = await withToken();
    under.clock.advance(600);
    await assertRefused(() => asked(under, `Bearer ${token}`), { code: "invalid_token", status: 401 });
  });

  for (const header of ["Bearer", "Bearer ", "Bearer a b", "Bearer ä"]) {
    it(`refuses the header '${header}' as broken`, async () => {
      const { under } = await withToken();
      await assertRefused(() => asked(under, header), { code: "invalid_request", status: 400 });
    });
  }
});
