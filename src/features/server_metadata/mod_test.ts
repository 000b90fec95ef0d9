import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import type { Feature } from "../../engine/mod.ts";

const PATH = "/.well-known/oauth-authorization-server";

describe("serverMetadata()", () => {
  rule(["RFC8414-3-1", "RFC8414-3.2-1", "RFC8414-3.3-1"], "tells what the issuer was composed of", async () => {
    const under = await issuerUnderTest();
    const reply = await under.get(PATH);
    assert.equal(reply.status, 200);
    assert.deepEqual(bodyOf(reply), JSON.parse(JSON.stringify(under.issuer.metadata)));
  });

  it("tells what another feature adds, and nothing of one that is left out", async () => {
    const adding: Feature = { name: "adding", spec: "test", hooks: { metadata: () => ({ added: ["x"] }) } };
    const under = await issuerUnderTest({
      features: (standard) => [...standard.filter(({ name }) => name !== "pkce"), adding],
    });
    const body = bodyOf(await under.get(PATH));
    assert.deepEqual(body["added"], ["x"]);
    assert.notProperty(body, "code_challenge_methods_supported");
  });

  rule("RFC8414-3.2-2", "leaves out lists without elements", async () => {
    const empty: Feature = { name: "empty", spec: "test", hooks: { metadata: () => ({ nothing: [] }) } };
    const under = await issuerUnderTest({ features: (standard) => [...standard, empty] });
    assert.notProperty(bodyOf(await under.get(PATH)), "nothing");
  });

  it("is not sent again to who has it", async () => {
    const under = await issuerUnderTest();
    const { headers } = await under.get(PATH);
    const reply = await under.get(PATH, { headers: { "If-None-Match": headers["ETag"] ?? "" } });
    assert.deepEqual(reply, { kind: "empty", status: 304, headers });
    assert.equal((await under.get(PATH, { headers: { "If-None-Match": '"older"' } })).status, 200);
  });

  for (const [setting, member] of [
    ["SERVICE_DOCUMENTATION_URI", "service_documentation"],
    ["OP_POLICY_URI", "op_policy_uri"],
    ["OP_TOS_URI", "op_tos_uri"],
  ] as const) {
    it(`names ${member} where ${setting} does, and is silent without it`, async () => {
      const address = "https://id.test/about";
      const under = await issuerUnderTest({ settings: { [setting]: address } });
      assert.equal(bodyOf(await under.get(PATH))[member], address);
      assert.notProperty(bodyOf(await (await issuerUnderTest()).get(PATH)), member);
    });
  }

  it("may be kept, and read by pages of any origin", async () => {
    const under = await issuerUnderTest();
    assert.match((await under.get(PATH)).headers["Cache-Control"] ?? "", /^public, max-age=\d+$/);
    assert.equal(under.issuer.endpoints.find(({ path }) => path === PATH)?.cors, "open");
  });
});
