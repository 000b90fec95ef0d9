import { assert } from "chai";
import { client } from "../../../test/support/cast.ts";
import { faulted } from "../../../test/support/faulted.ts";
import type { LabIssuer } from "../../../test/support/lab_issuer.ts";
import { textIn } from "../../../test/support/replies.ts";
import type { Reply } from "../../protocol/mod.ts";
import { textOf } from "./_reply.ts";
import { RESOURCE_FAULTS } from "./resource_faults.ts";

/** Opens the resource twice with one token. */
async function opened(lab: LabIssuer): Promise<readonly [Reply, Reply]> {
  const asks = await client(lab.issuer, { clientId: "the-client" });
  const bearer = textIn(
    await lab.post("/token", { as: asks, form: { grant_type: "client_credentials", scope: "read" } }),
    "access_token",
  );
  return [await lab.get("/resource", { bearer }), await lab.get("/resource", { bearer })];
}

type Expected = readonly [string, number, Readonly<Record<string, string>>];

const EXPIRED = 'error="invalid_token", error_description="The access token expired"';
const WEAK = 'error="insufficient_user_authentication", error_description="Another sign-in is needed"';

/** Name, status, and the header fields that matter. */
const ROWS: readonly Expected[] = [
  ["expired", 401, { "WWW-Authenticate": `Bearer ${EXPIRED}` }],
  ["no_challenge", 401, {}],
  ["other_case", 401, { "WWW-Authenticate": `bearer ${EXPIRED}` }],
  ["several_challenges", 401, { "WWW-Authenticate": `Basic realm="a, b", Bearer realm="api", ${EXPIRED}` }],
  ["insufficient_scope", 403, { "WWW-Authenticate": 'Bearer error="insufficient_scope", scope="read write"' }],
  ["step_up_acr", 401, { "WWW-Authenticate": `Bearer ${WEAK}, acr_values="urn:example:stronger"` }],
  ["step_up_max_age", 401, { "WWW-Authenticate": `Bearer ${WEAK}, max_age="60"` }],
  ["429_retry_after", 429, { "Retry-After": "2" }],
  ["503_retry_after", 503, { "Retry-After": "2" }],
  ["500", 500, {}],
  ["redirect", 302, {}],
];

describe("RESOURCE_FAULTS", () => {
  for (const [name, status, headers] of ROWS) {
    it(`${name} answers ${status} to a token that is right, and opens the resource the next time`, async () => {
      const { before, after, served } = await faulted({ fault: `resource_${name}`, times: 1 }, opened);
      assert.deepEqual([before[0].status, after[0].status], [200, status]);
      for (const field of ["WWW-Authenticate", "Retry-After"]) assert.equal(after[0].headers[field], headers[field]);
      assert.deepEqual(after[1], before[1]);
      assert.deepEqual(served, ["resource"]);
    });
  }

  it("redirects to an address of the issuer where nothing is", async () => {
    const { after } = await faulted("resource_redirect", opened);
    assert.deepInclude(after[0], { kind: "redirect", location: "https://issuer.test/elsewhere" });
  });

  it("answers late, and as it would have", async () => {
    const { before, after } = await faulted("resource_slow", opened);
    assert.deepInclude(after[0], { kind: "raw", after: 1_500, text: textOf(before[0]) });
  });

  it("has no fault that is not looked at here", () => {
    assert.sameMembers(
      RESOURCE_FAULTS.map(({ name }) => name),
      ["resource_slow", ...ROWS.map(([name]) => `resource_${name}`)],
    );
  });
});
