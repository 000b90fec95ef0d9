import { assert } from "chai";
import { person } from "../../test/support/cast.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { endSessionsOf } from "./end_sessions_of.ts";

/** Two people with three sessions each. */
async function scene() {
  const under = await issuerUnderTest();
  const [ann, bob] = [await person(under.issuer), await person(under.issuer)];
  for (const account of [ann, bob, ann, bob, ann, bob]) await under.issuer.sessions.start(account);
  const { sessions } = under.issuer;
  return { ...under, ann, bob, sessions, exchange: exchangeAt(under.issuer) };
}

describe("endSessionsOf()", () => {
  it("ends all of one person and tells of each", async () => {
    const { ann, bob, sessions, exchange, events } = await scene();
    assert.equal(await endSessionsOf(exchange, ann.id), 3);
    assert.isEmpty(await sessions.list(ann.id));
    assert.lengthOf(await sessions.list(bob.id), 3);
    assert.deepEqual(events, ["session.ended", "session.ended", "session.ended"]);
  });

  it("tells who ended them, where it was somebody else", async () => {
    const { ann, bob, exchange, issuer } = await scene();
    await endSessionsOf(exchange, ann.id, { by: bob.id });
    await endSessionsOf(exchange, bob.id, { by: bob.id });
    const written = await issuer.durable.audit.list({ event: "session.ended", limit: 9 });
    const [byBob, byThemselves] = [{ clients: 0, by: bob.id }, { clients: 0 }];
    assert.deepEqual(
      written.map(({ detail }) => detail),
      [byBob, byBob, byBob, byThemselves, byThemselves, byThemselves],
    );
  });

  it("leaves the one that goes on", async () => {
    const { ann, sessions, exchange } = await scene();
    const [kept] = await sessions.list(ann.id);
    assert.equal(await endSessionsOf(exchange, ann.id, { except: kept!.sid }), 2);
    assert.deepEqual(await sessions.list(ann.id), [kept!]);
  });

  it("counts those that it ended, when two do it at once", async () => {
    const { ann, exchange } = await scene();
    const counts = await Promise.all([endSessionsOf(exchange, ann.id), endSessionsOf(exchange, ann.id)]);
    assert.equal(counts[0] + counts[1], 3);
    assert.equal(await endSessionsOf(exchange, ann.id), 0);
  });
});
