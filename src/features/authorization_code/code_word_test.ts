import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { type CodeFlow, codeFlow } from "../../../test/support/code_flow.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { findCode, type FoundCode } from "./code_record.ts";

async function found(on: CodeFlow, code: string): Promise<FoundCode | undefined> {
  const { ephemeral, clock } = on.under.issuer;
  return findCode(code, { ephemeral, now: clock.now() });
}

describe("codeWord()", () => {
  rule(["RFC6749-4.1.2-7", "RFC7636-4.4-1", "RFC9700-4.8.2-1"], "ties a code to all that was agreed", async () => {
    const on = await codeFlow(await issuerUnderTest());
    const code = await on.code({ scope: "read" });
    const { record } = (await found(on, code))!;
    const { id, sub, username } = on.account;
    assert.deepInclude(record, {
      client: on.client.id,
      subject: { accountId: id, sub, username },
      authTime: on.under.clock.now(),
      scope: ["read"],
      redirectUri: "https://client.test/cb",
      expiresAt: on.under.clock.now() + 60,
    });
    assert.hasAllKeys(record.bindings, ["pkce"]);
  });

  it("notes no redirect URI where the request named none", async () => {
    const on = await codeFlow(await issuerUnderTest());
    assert.notProperty((await found(on, await on.code({ redirect_uri: undefined })))?.record, "redirectUri");
  });

  rule("RFC6749-10.10-3", "draws 256 bits for each code, and a tag for each family", async () => {
    const on = await codeFlow(await issuerUnderTest());
    const codes = [await on.code(), await on.code()];
    for (const code of codes) assert.match(code, /^ts_ac_[0-9A-Za-z]{57}$/);
    assert.notEqual((await found(on, codes[0]!))?.tag, (await found(on, codes[1]!))?.tag);
    assert.include(on.under.events, "code.issued");
  });

  rule(["RFC6749-4.1.2-2", "RFC6749-4.1.2-3"], "lets a code live as long as the setting says", async () => {
    const on = await codeFlow(await issuerUnderTest({ settings: { AUTHORIZATION_CODE_EXPIRE_SECONDS: "600" } }));
    const code = await on.code();
    on.under.clock.advance(599);
    assert.isDefined(await found(on, code));
    on.under.clock.advance(1);
    assert.isUndefined(await found(on, code));
  });
});
