import { assert } from "chai";
import { asyncProperty, assert as forAll, integer, scheduler } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { assertProblem, credentialsIn, legs } from "../../test/http/oauth1_legs.ts";
import { scheduledStores } from "../../test/support/scheduled_stores.ts";
import { digest } from "../platform/mod.ts";
import { parseToken } from "../protocol/mod.ts";
import { credentialsBindingOf, findCredentialsFamily } from "../tokens/mod.ts";
import { findTokenCredentials } from "./token_credentials.ts";
import { tokenSecretOf } from "./token_secret.ts";

describe("handleAccessToken()", () => {
  it("gives credentials of the family that the temporary ones were to begin", async () => {
    const on = await legs();
    const { issuer } = on.under;
    const temporary = await on.temporary();
    const { token, secret } = credentialsIn(await on.redeem(temporary, await on.verifier(temporary.token)));
    assert.equal(parseToken(token)?.tag, parseToken(temporary.token)?.tag);
    assert.equal(secret, tokenSecretOf(token, issuer));
    const family = await findCredentialsFamily(token, issuer.durable);
    assert.deepEqual(family && credentialsBindingOf(family), { token: digest(token) });
    assert.deepInclude(await findTokenCredentials(token, issuer), { text: token, secret, client: on.application.id });
  });

  it("tells of them as of other tokens, and the audit log of what the person decided", async () => {
    const on = await legs();
    await on.credentials();
    await on.deny((await on.temporary("oob")).token);
    assert.includeMembers([...on.under.events], ["code.issued", "token.issued"]);
    const { audit } = on.under.issuer.durable;
    for (const event of ["consent.given", "consent.denied"]) {
      const [entry] = await audit.list({ limit: 1, event });
      assert.equal(entry?.client, on.application.id, event);
    }
  });

  rule("RFC5849-2.3-7", "gives them once, in whatever order the stores answer those who race", () =>
    forAll(
      asyncProperty(scheduler(), integer({ min: 2, max: 4 }), async (schedule, many) => {
        const scheduled = scheduledStores();
        const on = await legs({ stores: (real) => scheduled.wrap(real) });
        const temporary = await on.temporary();
        const verifier = await on.verifier(temporary.token);
        const requests = Array.from({ length: many }, () => () => on.redeem(temporary, verifier));
        const replies = await scheduled.atOnce(schedule, requests);
        assert.lengthOf(
          replies.filter(({ status }) => status === 200),
          1,
        );
        for (const reply of replies) if (reply.status !== 200) assertProblem(reply, { problem: "token_used" });
      }),
      { numRuns: 25 },
    ),
  );
});
