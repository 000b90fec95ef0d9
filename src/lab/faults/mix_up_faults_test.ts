import { assert } from "chai";
import { codeFlow, codeRequest } from "../../../test/support/code_flow.ts";
import { faulted } from "../../../test/support/faulted.ts";
import type { LabIssuer } from "../../../test/support/lab_issuer.ts";
import type { Reply } from "../../protocol/mod.ts";
import { MIX_UP_FAULTS } from "./mix_up_faults.ts";

const NEAR = "https://issuer.test/lab/i/other";

async function asked(lab: LabIssuer): Promise<Reply> {
  const flow = await codeFlow(lab);
  return lab.get("/authorize", { query: codeRequest(flow.client, { state: "a/state+1" }) });
}

function use(options: Readonly<Record<string, unknown>>) {
  return { fault: "authorization_sent_on", options };
}

describe("MIX_UP_FAULTS", () => {
  it("sends a browser on to the other issuer, with the request as it came", async () => {
    const { after, served } = await faulted(use({ issuer: NEAR }), asked);
    const { Location: location = "" } = after.headers;
    const url = new URL(location);
    assert.equal(after.status, 302);
    assert.equal(url.origin + url.pathname, `${NEAR}/authorize`);
    assert.equal(url.searchParams.get("state"), "a/state+1");
    assert.equal(url.searchParams.get("response_type"), "code");
    assert.deepEqual(served, ["authorize"]);
  });

  for (const [what, options] of [
    ["of another installation", { issuer: "https://elsewhere.example/lab/i/other" }],
    ["at another port", { issuer: "https://issuer.test:8443" }],
    ["without its scheme", { issuer: "issuer.test/lab/i/other" }],
    ["that is a number", { issuer: 1 }],
    ["that nobody names", {}],
  ] as const) {
    it(`sends nobody to an issuer ${what}`, async () => {
      const { before, after, served } = await faulted(use(options), asked);
      assert.deepEqual([after.status, after.kind], [before.status, before.kind]);
      assert.deepEqual(served, []);
    });
  }

  it("is one, at the authorization endpoint", () => {
    assert.deepEqual(
      MIX_UP_FAULTS.map(({ name, place }) => [name, place]),
      [["authorization_sent_on", "authorize"]],
    );
  });
});
