import { assert } from "chai";
import { codeFlow, type CodeFlow } from "../../../test/support/code_flow.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import { halfHash } from "../../protocol/mod.ts";

async function redeemed(flow: CodeFlow, changes: Readonly<Record<string, string>> = {}) {
  return bodyOf(await flow.redeem(await flow.code({ scope: "openid", nonce: "n-1", ...changes })));
}

describe("openid()", () => {
  it("answers a code with an ID token that the published keys verify", async () => {
    const under = await issuerUnderTest();
    const flow = await codeFlow(under);
    const body = await redeemed(flow);
    const { claims } = await under.issuer.keys.verify(String(body["id_token"]), {
      issuer: under.issuer.url,
      audience: flow.client.clientId,
    });
    assert.deepInclude(claims, {
      iss: "https://issuer.test",
      sub: flow.account.sub,
      aud: flow.client.clientId,
      nonce: "n-1",
      amr: ["pwd"],
      at_hash: halfHash("RS256", String(body["access_token"])),
    });
    const info = bodyOf(await under.get("/userinfo", { bearer: String(body["access_token"]) }));
    assert.deepEqual(info, { sub: flow.account.sub });
  });
});
