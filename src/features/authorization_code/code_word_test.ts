import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { CALLBACK } from "../../../test/support/cast.ts";
import { type CodeFlow, codeFlow } from "../../../test/support/code_flow.ts";
import { issuerUnderTest, START } from "../../../test/support/issuer_under_test.ts";
import { type FoundCode, findCode } from "./code_record.ts";

async function flowOf(settings: Readonly<Record<string, string>> = {}): Promise<CodeFlow> {
  return codeFlow(await issuerUnderTest({ settings }));
}

async function foundBy({ under }: CodeFlow, code: string): Promise<FoundCode> {
  const { ephemeral, clock } = under.issuer;
  const found = await findCode(code, { ephemeral, now: clock.now() });
  return found ?? assert.fail("the code is not kept");
}

describe("codeWord()", () => {
  rule("RFC6749-4.1.2-7", "ties the code to the client, the person, the scope and the redirect URI", async () => {
    const flow = await flowOf();
    const { record, used } = await foundBy(flow, await flow.code({ scope: "read" }));
    const { client, account } = flow;
    assert.isFalse(used);
    assert.deepInclude(record, { client: client.id, scope: ["read"], redirectUri: CALLBACK });
    assert.deepInclude(record.subject, { accountId: account.id, sub: account.sub, username: account.username });
  });

  it("remembers that no redirect URI was sent", async () => {
    const flow = await flowOf();
    const { record } = await foundBy(flow, await flow.code({ redirect_uri: undefined }));
    assert.notProperty(record, "redirectUri");
  });

  it("keeps what features bound to it", async () => {
    const flow = await flowOf();
    const { record } = await foundBy(flow, await flow.code());
    assert.hasAllKeys(record.bindings, ["pkce"]);
  });

  rule("RFC6749-4.1.2-2", "lets it expire after the time that is set", async () => {
    const flow = await flowOf({ AUTHORIZATION_CODE_EXPIRE_SECONDS: "30" });
    const code = await flow.code();
    flow.under.clock.advance(29);
    assert.equal((await foundBy(flow, code)).record.expiresAt, START + 30);
    flow.under.clock.advance(1);
    const { ephemeral, clock } = flow.under.issuer;
    assert.isUndefined(await findCode(code, { ephemeral, now: clock.now() }));
  });

  it("tells who listens, and makes another one each time", async () => {
    const flow = await flowOf();
    const [one, two] = [await flow.code(), await flow.code({ approval_prompt: "auto" })];
    assert.notEqual(one, two);
    assert.notEqual((await foundBy(flow, one)).tag, (await foundBy(flow, two)).tag);
    assert.lengthOf(
      flow.under.events.filter((event) => event === "code.issued"),
      2,
    );
  });
});
