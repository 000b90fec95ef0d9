import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { metadataContext } from "../../../test/support/metadata.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { readMetadata } from "../../engine/mod.ts";
import { BACK_CHANNEL_METADATA, backChannelUriOf } from "./client_metadata.ts";

const [URI, REQUIRED] = BACK_CHANNEL_METADATA;

describe("backchannel_logout_uri", () => {
  for (const uri of ["https://client.test/out", "https://client.test:8443/out?a=b", "http://127.0.0.1:3000/out"]) {
    it(`may be ${uri}`, async () => assert.equal(URI?.parse(uri, metadataContext()), uri));
  }

  for (const [id, name, value, clientType] of [
    ["BCLOGOUT-2.2-1", "no text", 7, "confidential"],
    ["BCLOGOUT-2.2-1", "a path", "/out", "confidential"],
    ["BCLOGOUT-2.2-1", "of an app", "com.example.app:/out", "confidential"],
    ["BCLOGOUT-2.2-1", "a script", "javascript:alert(1)", "confidential"],
    ["BCLOGOUT-2.2-1", "one with a person in it", "https://ann@client.test/out", "confidential"],
    ["BCLOGOUT-2.2-2", "one with a fragment", "https://client.test/out#x", "confidential"],
    ["BCLOGOUT-2.2-2", "one with an empty fragment", "https://client.test/out#", "confidential"],
    ["BCLOGOUT-2.2-3", "plain http elsewhere", "http://client.test/out", "confidential"],
    ["BCLOGOUT-2.2-3", "plain http of a public client", "http://127.0.0.1/out", "public"],
  ] as const) {
    rule(id, `is refused when it is ${name}`, async () => {
      const context = metadataContext({}, { clientType });
      await assertRefused(() => URI?.parse(value, context), { code: "invalid_client_metadata" });
    });
  }

  it("is found in what a client registered", () => {
    assert.equal(backChannelUriOf({ backchannel_logout_uri: "https://client.test/out" }), "https://client.test/out");
    for (const metadata of [{}, { backchannel_logout_uri: 7 }]) assert.isUndefined(backChannelUriOf(metadata));
  });
});

describe("backchannel_logout_session_required", () => {
  for (const [document, expected] of [
    [{ backchannel_logout_uri: "https://client.test/out" }, false],
    [{}, undefined],
    [{ backchannel_logout_uri: "https://client.test/out", backchannel_logout_session_required: true }, true],
  ] as const) {
    it(`is ${String(expected)} where ${JSON.stringify(document)} was sent`, async () => {
      const fields = new Map(BACK_CHANNEL_METADATA.map((field) => [field.name, field]));
      const context = metadataContext(document);
      const { held } = await readMetadata({ fields, context, standards: true });
      assert.equal(held["backchannel_logout_session_required"], expected);
    });
  }

  it("is true or false", async () => {
    const context = metadataContext();
    await assertRefused(() => REQUIRED?.parse("true", context), { code: "invalid_client_metadata" });
  });
});
