import { assert } from "chai";
import { leanFamily } from "../../test/contract/record_samples.ts";
import { recordingLog } from "../../test/contract/recording_log.ts";
import { client, person } from "../../test/support/cast.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../../test/support/issuer_under_test.ts";
import type { FamilyRecord } from "../stores/mod.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { ENDED_SESSION, endSession, openFamily } from "./end_session.ts";
import type { Feature } from "./feature.ts";
import type { Happening } from "./happening.ts";

/** A person with two sessions, at an issuer that writes down what it is told. */
async function scene(options: IssuerUnderTestOptions = {}) {
  const told: Happening[] = [];
  const ear: Feature = { name: "ear", spec: "test", hooks: { happened: (happening) => void told.push(happening) } };
  const under = await issuerUnderTest({ features: (standard) => [...standard, ear], ...options });
  const { issuer } = under;
  const ann = await person(issuer);
  const [app, other] = [await client(issuer), await client(issuer)];
  const { session } = await issuer.sessions.start(ann);
  const elsewhere = (await issuer.sessions.start(ann)).session;
  let tags = 0;
  async function family(part: Partial<FamilyRecord> = {}): Promise<string> {
    tags += 1;
    const tag = `family${String(tags).padStart(2, "0")}`;
    const fresh = { tag, client: app.id, accountId: ann.id, grantType: "authorization_code", scope: ["openid"] };
    await issuer.durable.families.open({
      ...fresh,
      generation: 0,
      bindings: {},
      createdAt: under.clock.now(),
      ...part,
    });
    return tag;
  }
  const isRevoked = async (tag: string) => (await issuer.durable.families.find(tag))?.revokedAt !== undefined;
  return { ...under, told, ann, app, other, session, elsewhere, family, isRevoked, exchange: exchangeAt(issuer) };
}

describe("endSession()", () => {
  it("ends the session, and answers it as it was", async () => {
    const on = await scene();
    await on.issuer.sessions.join(on.session, on.app.id);
    const ended = await endSession(on.exchange, on.session);
    assert.deepInclude(ended, { sid: on.session.sid, accountId: on.ann.id, clients: [on.app.id] });
    assert.lengthOf(await on.issuer.sessions.list(on.ann.id), 1);
  });

  it("tells who listens which clients knew of the session", async () => {
    const on = await scene();
    await on.issuer.sessions.join(on.session, on.app.id);
    await endSession(on.exchange, on.session);
    const { sid } = on.session;
    assert.deepEqual(on.told, [
      {
        name: "session.ended",
        accountId: on.ann.id,
        session: { sid, clients: [on.app.id] },
        detail: { clients: 1 },
      },
    ]);
  });

  it("revokes the tokens of the session, whichever client has them", async () => {
    const on = await scene();
    const tags = [
      await on.family({ session: on.session.sid }),
      await on.family({ session: on.session.sid, client: on.other.id }),
    ];
    await endSession(on.exchange, on.session);
    assert.deepEqual(await Promise.all(tags.map(on.isRevoked)), [true, true]);
  });

  it("spares tokens that were to outlive the session, and those of another session", async () => {
    const on = await scene();
    const tags = [await on.family(), await on.family({ session: on.elsewhere.sid })];
    await endSession(on.exchange, on.session);
    assert.deepEqual(await Promise.all(tags.map(on.isRevoked)), [false, false]);
  });

  it("revokes the tokens of one client alone when it is told so", async () => {
    const on = await scene();
    const own = await on.family({ session: on.session.sid });
    const others = await on.family({ session: on.session.sid, client: on.other.id });
    await endSession(on.exchange, on.session, { tokensOf: on.app.id });
    assert.deepEqual([await on.isRevoked(own), await on.isRevoked(others)], [true, false]);
  });

  it("revokes nobody's tokens when it is told so", async () => {
    const on = await scene();
    const tag = await on.family({ session: on.session.sid });
    assert.isDefined(await endSession(on.exchange, on.session, { tokensOf: "nobody" }));
    assert.isFalse(await on.isRevoked(tag));
  });

  it("is told to one alone of twenty that end it at once", async () => {
    const on = await scene();
    const answers = await Promise.all(Array.from({ length: 20 }, () => endSession(on.exchange, on.session)));
    assert.lengthOf(
      answers.filter((answer) => answer !== undefined),
      1,
    );
    assert.lengthOf(on.told, 1);
  });

  it("remembers for the codes of the session that it has ended", async () => {
    const on = await scene();
    assert.isUndefined(await on.issuer.ephemeral.get(ENDED_SESSION, on.session.sid));
    await endSession(on.exchange, on.session);
    assert.isTrue(await on.issuer.ephemeral.get(ENDED_SESSION, on.session.sid));
  });

  it("revokes what is born while it ends", async () => {
    const on = await scene();
    let late = "";
    const { sessions } = on.issuer.durable;
    const end = sessions.end.bind(sessions);
    Object.assign(sessions, {
      async end(sid: string) {
        late = await on.family({ session: sid });
        return end(sid);
      },
    });
    await endSession(on.exchange, on.session);
    assert.isTrue(await on.isRevoked(late));
  });

  it("leaves a session that can be ended again when the tokens cannot be revoked", async () => {
    const on = await scene();
    await on.family({ session: on.session.sid });
    const { families } = on.issuer.durable;
    const revokeAll = families.revokeAll.bind(families);
    Object.assign(families, { revokeAll: () => Promise.reject(new RangeError("away")) });
    const refusal = await endSession(on.exchange, on.session).catch((error: unknown) => error);
    assert.instanceOf(refusal, RangeError);
    Object.assign(families, { revokeAll });
    assert.isDefined(await endSession(on.exchange, on.session));
  });

  it("is told even when what follows the end fails, as nobody can end the session again", async () => {
    const on = await scene();
    const away = { ...on.issuer.ephemeral, put: () => Promise.reject(new RangeError("away")) };
    const exchange = exchangeAt({ ...on.issuer, ephemeral: away });
    assert.instanceOf(await thrownBy(() => endSession(exchange, on.session)), RangeError);
    assert.deepEqual(
      on.told.map(({ name }) => name),
      ["session.ended"],
    );
  });
});

describe("openFamily()", () => {
  async function opened(on: Awaited<ReturnType<typeof scene>>, sid: string | undefined, part: object = {}) {
    const family = leanFamily(on.app.id, sid === undefined ? {} : { session: sid });
    const answer = await openFamily(family, { ...on.exchange, ...part });
    return { answer, isRevoked: await on.isRevoked(family.tag) };
  }

  for (const [name, sid, isRevoked] of [
    ["of a session that goes on", "living", false],
    ["of no session", undefined, false],
    ["of a session that has ended", "over", true],
  ] as const) {
    it(`writes a family ${name}, ${isRevoked ? "and it is dead" : "and it lives"}`, async () => {
      const on = await scene();
      await on.issuer.ephemeral.put(ENDED_SESSION, { key: "over", value: true, ttl: 60 });
      assert.deepEqual(await opened(on, sid), { answer: true, isRevoked });
    });
  }

  it("does not take back what is written when it cannot find out about the session", async () => {
    const on = await scene();
    const away = { ...on.issuer.ephemeral, get: () => Promise.reject(new RangeError("away")) };
    const log = recordingLog();
    const issuer = { ...on.issuer, ephemeral: away };
    assert.isTrue((await opened(on, "living", { issuer, log })).answer);
    assert.lengthOf(log.lines, 1);
  });

  it("answers false where the family could not be written", async () => {
    const on = await scene();
    const family = leanFamily(on.app.id, { session: "over" });
    await openFamily(family, on.exchange);
    assert.isFalse(await openFamily(family, on.exchange));
  });
});
