import { assert } from "chai";
import { codeFlow, credentialsOf } from "../../../test/support/code_flow.ts";
import { faulted } from "../../../test/support/faulted.ts";
import type { LabIssuer } from "../../../test/support/lab_issuer.ts";
import { textIn } from "../../../test/support/replies.ts";
import type { Reply } from "../../protocol/mod.ts";
import { textOf } from "./_reply.ts";
import { REFRESH_FAULTS } from "./refresh_faults.ts";

/** The answers to a code, to a refresh, and to the same refresh once more. */
async function refreshed(lab: LabIssuer): Promise<readonly Reply[]> {
  const flow = await codeFlow(lab);
  const first = await flow.redeem(await flow.code());
  const { as, form } = credentialsOf(flow.client);
  const asked = { grant_type: "refresh_token", refresh_token: textIn(first, "refresh_token") };
  const refresh = () => lab.post("/token", { ...(as === undefined ? {} : { as }), form: { ...form, ...asked } });
  return [first, await refresh(), await refresh()];
}

function membersIn(reply: Reply | undefined): Readonly<Record<string, unknown>> {
  return reply === undefined ? {} : JSON.parse(textOf(reply));
}

type Holds = (reply: Reply, right: Reply) => boolean;

function answers(status: number, error: string): Holds {
  return (reply) => reply.status === status && membersIn(reply)["error"] === error;
}

/** Name, whether the refresh token stays good, and what is true of the answer to the refresh. */
const ROWS: readonly (readonly [string, boolean, Holds])[] = [
  [
    "reply_no_refresh_token",
    false,
    (reply, right) => !("refresh_token" in membersIn(reply)) && "refresh_token" in membersIn(right),
  ],
  [
    "reply_lost",
    false,
    (reply, right) => reply.kind === "raw" && reply.drops === "before_head" && textOf(reply) === textOf(right),
  ],
  [
    "reply_slow",
    false,
    (reply, right) => reply.kind === "raw" && reply.after === 1_000 && textOf(reply) === textOf(right),
  ],
  ["refused", true, answers(400, "invalid_grant")],
  ["unavailable", true, (reply) => reply.status === 503 && reply.headers["Retry-After"] === "1"],
  ["reply_malformed", true, (reply) => reply.status === 200 && textOf(reply).endsWith('"half-of-a')],
  ["reply_no_access_token", true, (reply) => reply.status === 200 && !("access_token" in membersIn(reply))],
  ["reply_page", true, (reply) => reply.status === 200 && textOf(reply).startsWith("<!doctype html>")],
  ["reply_scope_narrower", false, (reply) => membersIn(reply)["scope"] === "openid"],
];

describe("REFRESH_FAULTS", () => {
  for (const [name, keeps, holds] of ROWS) {
    it(`${name} is at work for a refresh and not for a code, and ${keeps ? "keeps" : "uses up"} the token`, async () => {
      const { before, after, served } = await faulted({ fault: `refresh_${name}`, times: 1 }, refreshed);
      assert.deepEqual(after[0], before[0]);
      assert.isTrue(holds(after[1]!, before[1]!), JSON.stringify(after[1]));
      assert.equal(after[2]?.status, keeps ? 200 : 400);
      assert.deepEqual(served, ["token"]);
    });
  }

  it("says of every access token that it lives for a second", async () => {
    const { after, served } = await faulted("refresh_expires_in_tiny", refreshed);
    assert.deepEqual([membersIn(after[0])["expires_in"], membersIn(after[1])["expires_in"]], [1, 1]);
    assert.deepEqual(served, ["token", "token"]);
  });

  it("has no fault that is not looked at here", () => {
    assert.sameMembers(
      REFRESH_FAULTS.map(({ name }) => name),
      ["refresh_expires_in_tiny", ...ROWS.map(([name]) => `refresh_${name}`)],
    );
  });
});
